#include "crawl/visit/request_headers.h"

#include <algorithm>
#include <utility>

#include "web/coding/decode.h"
#include "web/text/text.h"

namespace gfetch::crawl {
namespace {

void add_unless_given(std::vector<ScopedHeader>& headers, std::string_view name,
                      std::string_view value, HeaderScope scope) {
  if (value.empty()) return;
  const bool given = std::ranges::any_of(headers, [&](const auto& header) {
    return web::equal_without_case(header.header.name, name);
  });
  if (given) return;
  headers.push_back({{std::string(name), std::string(value)}, scope});
}

}  // namespace

std::vector<ScopedHeader> headers_of(const RequestTemplate& request) {
  std::vector<ScopedHeader> headers = request.headers;
  const auto add = [&headers](std::string_view name, std::string_view value) {
    add_unless_given(headers, name, value, HeaderScope::kEverywhere);
  };
  add("User-Agent", request.user_agent);
  add("Accept", "*/*");
  if (request.compressed) add("Accept-Encoding", web::accept_encoding());
  add_unless_given(headers, "Authorization", request.authorization,
                   HeaderScope::kSameOrigin);
  return headers;
}

std::vector<ScopedHeader> with_overrides(std::vector<ScopedHeader> headers,
                                         const RequestOverrides& overrides) {
  std::erase_if(headers, [&](const ScopedHeader& header) {
    return std::ranges::any_of(overrides.headers, [&](const http::Header& own) {
      return web::equal_without_case(own.name, header.header.name);
    });
  });
  for (const http::Header& own : overrides.headers) {
    headers.push_back({own, HeaderScope::kSameOrigin});
  }
  return headers;
}

}  // namespace gfetch::crawl
