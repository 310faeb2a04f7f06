#pragma once
/// What a body is that came without a type, told by its first bytes.

#include <cstddef>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "web/charset/charset.h"

namespace gfetch::web {

/// So many of them are looked at; fewer, when the body has no more.
inline constexpr std::size_t kSniffedBytes = 512;

/// As the MIME Sniffing Standard tells pages, XML and gzip from all else, whose
/// type is empty. Beyond it, what begins with the root of a feed or a sitemap
/// is XML, and XML that is a page is XHTML.
std::string_view sniffed_type(std::string_view head);

/// The type that `headers` say; empty: they say none.
MediaType type_said(const std::vector<http::Header>& headers);

/// Whether the type of the body with `headers` is told by its bytes: none is
/// said, and not that nobody may guess, either.
bool may_be_sniffed(const std::vector<http::Header>& headers);

}  // namespace gfetch::web
