#pragma once
/// MIME type sniffing: the type of a body without a Content-Type, from its
/// first bytes.

#include <cstddef>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "web/charset/charset.h"

namespace gfetch::web {

/// The number of bytes that type sniffing examines; a shorter body is examined
/// as a whole.
inline constexpr std::size_t kSniffedBytes = 512;

/// Returns the media type of a body that starts with `head`: HTML, XML or gzip
/// by the patterns of the MIME Sniffing Standard (7.1), or else empty. Two
/// additions: a body that starts with the root element of a feed or a sitemap
/// is XML, and XML with an html element is XHTML.
std::string_view sniffed_type(std::string_view head);

/// Returns the media type in the Content-Type header; empty when the header is
/// absent or invalid.
MediaType declared_type(const std::vector<http::Header>& headers);

/// Returns true if the media type may be sniffed: the headers declare none and
/// do not contain `X-Content-Type-Options: nosniff`.
bool may_be_sniffed(const std::vector<http::Header>& headers);

}  // namespace gfetch::web
