#pragma once
/// Where in the source of a start tag its attributes' values stand, which the
/// tokenizer no longer knows.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::report {

struct SourceValue {
  std::string name;       ///< of the attribute, its ASCII in lower case
  std::size_t begin = 0;  ///< of the value, without quotes
  std::size_t end = 0;
  char quote = 0;  ///< 0: it has none
};

/// The values in `tag`, from its `<` to its `>`, in their order. An attribute
/// without a value has none; of two of one name only the first counts.
std::vector<SourceValue> values_in_tag(std::string_view tag);

}  // namespace gfetch::report
