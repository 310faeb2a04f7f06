#include "request_framing.h"

#include <strings.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "gfetch/http/upload_file.h"

namespace gfetch::http {
namespace {

bool is_called(const Header& header, std::string_view name) {
  return header.name.size() == name.size() &&
         strncasecmp(header.name.data(), name.data(), name.size()) == 0;
}

auto count_fields(const std::vector<Header>& headers, std::string_view name) {
  return std::ranges::count_if(headers, [name](const Header& header) {
    return is_called(header, name);
  });
}

std::uint64_t body_bytes(const Request& request) {
  if (request.body_file) return request.body_file->size();
  return request.body ? request.body->size() : 0;
}

Error refuse(std::string sentence) {
  return {ErrorKind::kOther, std::move(sentence)};
}

}  // namespace

bool frames_body(const std::vector<Header>& headers) {
  return find_header(headers, "Content-Length") != nullptr ||
         find_header(headers, "Transfer-Encoding") != nullptr;
}

Result<void> check_framing(const Request& request) {
  const Header* length = find_header(request.headers, "Content-Length");
  const Header* coding = find_header(request.headers, "Transfer-Encoding");
  const std::string bytes = std::to_string(body_bytes(request));
  if (length != nullptr &&
      (count_fields(request.headers, "Content-Length") > 1 ||
       length->value != bytes)) {
    return refuse("the header field Content-Length differs from the " + bytes +
                  " bytes of the request's body");
  }
  if (coding == nullptr) return {};
  const bool has_body = request.body || request.body_file;
  if (!has_body || length != nullptr ||
      count_fields(request.headers, "Transfer-Encoding") > 1 ||
      strcasecmp(coding->value.c_str(), "chunked") != 0) {
    return refuse(
        "the header field Transfer-Encoding differs from the way in which the "
        "request's body is sent");
  }
  return {};
}

}  // namespace gfetch::http
