#pragma once
/// A list of header fields for CURLOPT_HTTPHEADER: a curl_slist whose nodes and
/// text are stored in buffers that are reused.

#include <curl/curl.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::http {

class FieldList {
 public:
  void clear();

  void add(std::string_view name, std::string_view value);

  /// Stops libcurl from adding the header field `name` by itself.
  void suppress(std::string_view name);

  /// Returns the list for libcurl, or null if it is empty. The pointer is valid
  /// until the next change.
  curl_slist* head();

 private:
  std::string text_;
  std::vector<std::size_t> begins_;
  std::vector<curl_slist> nodes_;
};

}  // namespace gfetch::http
