#pragma once
/// Link relations: the values of `rel` in pages, Link headers and feeds.

#include <optional>
#include <string_view>

#include "gfetch/web/link.h"

namespace gfetch::web {

/// Returns the kind of a link with the relations `rel`; nothing for a link that
/// the crawler does not follow, such as `preconnect`, `pingback` or an unknown
/// relation.
std::optional<LinkKind> kind_of_relation(std::string_view rel);

/// Returns true if `word` is one of the relations in `rel`, ignoring case.
bool has_relation(std::string_view rel, std::string_view word);

}  // namespace gfetch::web
