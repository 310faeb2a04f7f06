#include <curl/curl.h>

#include <cctype>
#include <cstdint>
#include <memory>
#include <string>

#include "gfetch/http/http_client.h"

namespace gfetch::http {
namespace {

/// Returns one part of a parsed URL; empty if the URL does not have it.
std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string result = text;
  curl_free(text);
  return result;
}

}  // namespace

Result<Request> request_for(std::string_view url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(
      curl_url(), &curl_url_cleanup);
  const CURLUcode code =
      curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(),
                   CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE |
                       CURLU_ALLOW_SPACE | CURLU_PATH_AS_IS);
  if (code != CURLUE_OK) {
    return Error{ErrorKind::kBadUrl, curl_url_strerror(code)};
  }
  for (const CURLUPart dropped :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) {
    curl_url_set(parsed.get(), dropped, nullptr, 0);
  }
  Request request;
  request.origin.scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (request.origin.scheme != "http" && request.origin.scheme != "https") {
    return Error{ErrorKind::kUnsupportedScheme,
                 "unsupported scheme " + request.origin.scheme};
  }
  request.url = part(parsed.get(), CURLUPART_URL);
  std::string host = part(parsed.get(), CURLUPART_HOST);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  for (char& c : host) c = static_cast<char>(std::tolower(c));
  request.origin.host = std::move(host);
  const std::string port =
      part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  request.origin.port = static_cast<std::uint16_t>(std::stoul(port));
  return request;
}

}  // namespace gfetch::http
