#pragma once
/// Names the cases of a parameterised test after their member `name`.

#include <string>

namespace gfetch::test {

/// The name generator, for the last argument of INSTANTIATE_TEST_SUITE_P.
inline constexpr auto case_name = [](const auto& item) {
  return std::string(item.param.name);
};

}  // namespace gfetch::test
