#pragma once
/// The parser of a srcset attribute, such as `a.png, b.png 2x` (HTML Standard,
/// 4.8.4.3.10).

#include <string_view>
#include <vector>

namespace gfetch::web {

/// Returns the URLs of the image candidates in `srcset`, in their order, as
/// views of `srcset`. Candidates with invalid descriptors are left out.
std::vector<std::string_view> images_in_srcset(std::string_view srcset);

}  // namespace gfetch::web
