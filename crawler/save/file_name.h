#pragma once
/// File names for saved bodies: the name that the server or the URL suggests,
/// made safe. Pure functions.
///
///   std::string wished = disposition_file_name(header);
///   if (wished.empty()) wished = url_file_name(url);
///   safe_file_name(wished, "GET http://h/a/report.pdf");
///       // "report-0123456789abcdef.pdf"

#include <cstddef>
#include <string>
#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::save {

/// The limit of a safe name in bytes. File systems allow 255; the rest is for
/// the suffix of a `.part` file.
inline constexpr std::size_t kMaxFileNameBytes = 230;

/// Returns the file name in a Content-Disposition header (RFC 6266 and 8187),
/// in UTF-8 and not yet made safe; empty when there is none. `filename*` is
/// preferred to `filename`, and the first of two parameters with the same name
/// counts.
std::string disposition_file_name(std::string_view content_disposition);

/// Returns the last segment of the path of `url`, percent-decoded; `index.html`
/// when the segment is empty.
std::string url_file_name(const web::Url& url);

/// Makes a safe file name from `wished` for the request `key`. The name is the
/// last path component of `wished`, without control characters and characters
/// that are special to file systems and shells. It is not a dotfile, and has at
/// most kMaxFileNameBytes bytes. Sixteen digits of the hash of `key` precede
/// the extension. So two requests never share a name, not even on a file system
/// that ignores case or normalises Unicode, and a request always gets the same
/// name.
std::string safe_file_name(std::string_view wished, std::string_view key);

}  // namespace gfetch::save
