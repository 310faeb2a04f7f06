#pragma once
/// Finds the offsets of attribute values in the source of a start tag. The
/// tokenizer does not keep these offsets.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::report {

struct SourceValue {
  std::string name;       ///< the attribute's name, ASCII in lower case
  std::size_t begin = 0;  ///< the start of the value, without the quote
  std::size_t end = 0;    ///< the end of the value, without the quote
  char quote = 0;         ///< the quote around the value; 0: unquoted
};

/// Finds the values in `tag`, the source from `<` to `>`, in source order.
/// Attributes without a value and repeated attributes are left out.
std::vector<SourceValue> values_in_tag(std::string_view tag);

}  // namespace gfetch::report
