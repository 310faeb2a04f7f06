#pragma once
/// `srcset="a.png, b.png 2x"`, as the HTML Standard parses it.

#include <string_view>
#include <vector>

namespace gfetch::web {

/// The images that `srcset` offers, in its order; they lie in it. One whose
/// descriptors contradict each other is none.
std::vector<std::string_view> images_in_srcset(std::string_view srcset);

}  // namespace gfetch::web
