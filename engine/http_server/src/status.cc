#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "gfetch/http_server/server_request.h"
#include "gfetch/http_server/server_response.h"

namespace gfetch::http {

namespace {

// The registry of IANA for HTTP status codes.
constexpr std::array<std::pair<int, std::string_view>, 46> kReasons = {{
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

}  // namespace

std::string_view reason_of(int status) noexcept {
  const auto found = std::lower_bound(
      kReasons.begin(), kReasons.end(), status,
      [](const auto& entry, int wanted) { return entry.first < wanted; });
  if (found == kReasons.end() || found->first != status) return {};
  return found->second;
}

HttpError::HttpError(int status, const std::string& text)
    : std::runtime_error(text.empty() ? std::string(reason_of(status)) : text),
      status_(status) {
  if (status < 400 || status > 599) {
    throw std::invalid_argument("HttpError: a status from 400 to 599");
  }
}

}  // namespace gfetch::http
