#pragma once
/// The encoding prescan of the HTML Standard (13.2.3.2), which finds the
/// encoding that a page declares.

#include <string_view>

#include "web/charset/charset.h"

namespace gfetch::web {

/// Returns the encoding of the first meta element in `head` that declares a
/// known encoding; null when there is none. A declaration of UTF-16 means
/// UTF-8: a page in UTF-16 could not have been read up to its declaration.
const Encoding* meta_prescan(std::string_view head);

}  // namespace gfetch::web
