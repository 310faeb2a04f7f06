#pragma once
/// Header fields as libcurl takes them: a curl_slist whose nodes and text live
/// in buffers that are used again.

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

  /// Takes back what libcurl would add by itself.
  void suppress(std::string_view name);

  /// Null when there are none; it stands until the next change.
  curl_slist* head();

 private:
  std::string text_;
  std::vector<std::size_t> begins_;
  std::vector<curl_slist> nodes_;
};

}  // namespace gfetch::http
