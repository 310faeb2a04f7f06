#pragma once
/// The encoding that a page names for itself: the HTML Standard's prescan.

#include <string_view>

#include "web/charset/charset.h"

namespace gfetch::web {

/// What the first meta element in `head` that names an encoding means by it;
/// null when none does. A page that was read so far is in no UTF-16, whatever
/// it says: that means UTF-8.
const Encoding* meta_prescan(std::string_view head);

}  // namespace gfetch::web
