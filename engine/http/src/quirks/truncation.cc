#include "quirks/truncation.h"

#include <charconv>
#include <cstdint>

#include "base/libcurl.h"

namespace gfetch::http {

bool truncated(const Response& response) {
  if (response.version < HttpVersion::k2 || response.status_code == 304) {
    return false;
  }
  const Header* length = find_header(response.headers, "content-length");
  std::uint64_t announced = 0;
  if (length == nullptr) return false;
  const char* end = length->value.data() + length->value.size();
  std::from_chars(length->value.data(), end, announced);
  return response.wire_bytes < announced;
}

// Before libcurl 8.2 a transfer ends with success if a GOAWAY frame, or a
// RST_STREAM frame with NO_ERROR, ends its HTTP/2 stream in the middle of the
// body. Without a Content-Length nothing shows the truncation. Later versions
// report the GOAWAY. They do not report the RST_STREAM, which is too rare to
// repeat each request without a length.
bool truncation_undetectable(const Response& response) {
  static const bool reported = libcurl_is_from(0x080200);
  return !reported && response.version == HttpVersion::k2 &&
         response.status_code != 204 && response.status_code != 304 &&
         find_header(response.headers, "content-length") == nullptr;
}

}  // namespace gfetch::http
