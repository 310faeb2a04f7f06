#pragma once
/// Link relations (`rel`) in pages, header fields and feeds.

#include <optional>
#include <string_view>

#include "gfetch/web/link.h"

namespace gfetch::web {

/// The purpose of a link with the relations `rel`. Returns nothing for a link
/// that is not followed: `preconnect`, `pingback` and unknown relations.
std::optional<LinkKind> kind_of_relation(std::string_view rel);

/// Whether `word` is one of the relations in `rel`, in any case.
bool has_relation(std::string_view rel, std::string_view word);

}  // namespace gfetch::web
