// Fuzzes the parser of response headers: from any lines of a server, the parsed
// headers contain no line break and no more bytes than were sent.
#include <string>
#include <string_view>

#include "engine/http/src/head.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

using gfetch::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  gfetch::http::Response response;
  for (std::string_view rest = gfetch::fuzz::text_of(data, size);
       !rest.empty();) {
    gfetch::http::add_head_line(response, gfetch::fuzz::take_line(rest));
  }
  require(response.status_code >= 0);
  std::size_t bytes = response.reason.size();
  for (const gfetch::http::Header& header : response.headers) {
    bytes += header.name.size() + header.value.size();
    require(header.name.find('\n') == std::string::npos);
    require(header.value.find('\n') == std::string::npos);
  }
  require(bytes <= size);
  return 0;
}
