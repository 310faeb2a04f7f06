#pragma once
/// What `rel` makes of a link, in pages, headers and feeds.

#include <optional>
#include <string_view>

#include "gfetch/web/link.h"

namespace gfetch::web {

/// What a link of these relations is for; nothing when it is not to be
/// followed: `preconnect`, `pingback` and words that nobody knows.
std::optional<LinkKind> kind_of_relation(std::string_view rel);

/// Whether `word` is one of those in `rel`, in any case.
bool has_relation(std::string_view rel, std::string_view word);

}  // namespace gfetch::web
