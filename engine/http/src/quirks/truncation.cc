#include "quirks/truncation.h"

#include <charconv>
#include <cstdint>

#include "libcurl.h"

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

// Until curl 8.2 a stream of HTTP/2 that a RST_STREAM without an error or a
// GOAWAY ends in the middle is told to be done well. Then only the length shows
// it, and where there is none nothing does. (A later one tells of the GOAWAY;
// of the RST_STREAM still only its trace of frames would, for people to read:
// too rare for asking twice whatever comes without a length.)
bool truncation_undetectable(const Response& response) {
  static const bool told_apart = libcurl_is_from(0x080200);
  return !told_apart && response.version == HttpVersion::k2 &&
         response.status_code != 204 && response.status_code != 304 &&
         find_header(response.headers, "content-length") == nullptr;
}

}  // namespace gfetch::http
