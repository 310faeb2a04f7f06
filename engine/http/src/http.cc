#include "gfetch/http/http.h"

#include <strings.h>

namespace gfetch::http {

const Header* find_header(const std::vector<Header>& headers,
                          std::string_view name) {
  for (const Header& header : headers) {
    if (header.name.size() == name.size() &&
        strncasecmp(header.name.data(), name.data(), name.size()) == 0) {
      return &header;
    }
  }
  return nullptr;
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
