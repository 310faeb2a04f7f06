#include "gfetch/http/http.h"

#include <strings.h>

#include <algorithm>

namespace gfetch::http {
namespace {

bool is_same_name(std::string_view one, std::string_view other) {
  return one.size() == other.size() &&
         strncasecmp(one.data(), other.data(), other.size()) == 0;
}

bool is_called(const Header& header, std::string_view name) {
  return is_same_name(header.name, name);
}

}  // namespace

const Header* find_header(const std::vector<Header>& headers,
                          std::string_view name) {
  const auto found = std::find_if(
      headers.begin(), headers.end(),
      [name](const Header& header) { return is_called(header, name); });
  return found == headers.end() ? nullptr : &*found;
}

void set_header(std::vector<Header>& headers, std::string_view name,
                std::string value) {
  std::erase_if(headers, [name](const Header& header) {
    return is_called(header, name);
  });
  headers.push_back({std::string(name), std::move(value)});
}

bool is_connection_field(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "Connection", "Content-Length",    "Expect",
      "Keep-Alive", "HTTP2-Settings",    "TE",
      "Trailer",    "Transfer-Encoding", "Upgrade"};
  constexpr std::string_view kProxy = "Proxy-";
  return is_same_name(name.substr(0, kProxy.size()), kProxy) ||
         std::ranges::any_of(kNames, [name](std::string_view reserved) {
           return is_same_name(name, reserved);
         });
}

std::string_view name_of(HttpVersion version) {
  switch (version) {
    case HttpVersion::k1_0:
      return "1.0";
    case HttpVersion::k1_1:
      return "1.1";
    case HttpVersion::k2:
      return "2";
    case HttpVersion::k3:
      return "3";
    case HttpVersion::kUnknown:
      break;
  }
  return "";
}

Result<void> StringSink::on_response(const Response& /*response*/) {
  text_.clear();
  return {};
}

Result<void> StringSink::on_data(std::string_view bytes) {
  if (bytes.size() > cap_ - text_.size()) {
    return Error{ErrorKind::kBodyTooLarge,
                 "body over " + std::to_string(cap_) + " bytes"};
  }
  text_ += bytes;
  return {};
}

}  // namespace gfetch::http
