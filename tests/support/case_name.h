#pragma once
/// Names the cases of a table test after their `name`.

#include <string>

namespace gfetch::test {

/// For the last argument of INSTANTIATE_TEST_SUITE_P.
inline constexpr auto case_name = [](const auto& item) {
  return std::string(item.param.name);
};

}  // namespace gfetch::test
