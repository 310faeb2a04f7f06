#pragma once
/// `&amp;`, `&#38;` and their like, as the HTML Standard reads them in text.

#include <string>
#include <string_view>

namespace gfetch::detail {

/// `text` with every character reference made what it stands for. One without
/// its semicolon counts where the Standard lets it.
std::string without_references(std::string_view text);

}  // namespace gfetch::detail
