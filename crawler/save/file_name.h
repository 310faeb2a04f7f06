#pragma once
/// Names for saved bodies: what a server or a URL suggests, made safe. All
/// pure.
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

/// No safe name is longer; the 255 bytes that file systems give leave room for
/// an ending that says what a file is for.
inline constexpr std::size_t kLongestFileName = 230;

/// The name that a Content-Disposition field suggests (RFC 6266 and 8187), in
/// UTF-8 and as unsafe as it came; empty when there is none. filename* comes
/// before filename, and the first of two alike.
/// Never blocks.
std::string disposition_file_name(std::string_view content_disposition);

/// The last part of `url`'s path, decoded; `index.html` when that is empty.
/// Never blocks.
std::string url_file_name(const web::Url& url);

/// `wished` as the name of a file that belongs to the request `key` alone: its
/// last component, without controls, without what file systems and shells
/// take for something else, no dotfile, and never longer than
/// kLongestFileName. Sixteen digits of `key`'s hash stand before its ending:
/// so the names of two requests differ, however alike their wishes, in any
/// case and any normal form, and the same request always has the same name.
/// Never blocks.
std::string safe_file_name(std::string_view wished, std::string_view key);

}  // namespace gfetch::save
