#pragma once
/// The addresses of one input that is a sitemap: XML, or one a line; gzipped or
/// not. Bounded as the sitemap protocol bounds it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gfetch/web/link.h"
#include "web/links/link_extractor.h"

namespace gfetch::crawl {

class SitemapAddresses {
 public:
  SitemapAddresses();

  /// Takes the next bytes of the input.
  void feed(std::string_view bytes) { extractor_.feed(bytes); }

  /// The input has ended.
  void finish();
  bool finished() const { return finished_; }

  struct Address {
    std::string_view url;    ///< as it was written
    std::uint64_t line = 0;  ///< from 1
  };

  /// The next one, once it is finished.
  std::optional<Address> next();

  /// After the last: what is wrong with the whole, a sentence, once.
  std::optional<std::string_view> complaint();

 private:
  web::LinkExtractor extractor_;
  bool finished_ = false;
  bool complained_ = false;
  bool cut_ = false;
  std::size_t next_ = 0;
  std::vector<web::Link> links_;
};

}  // namespace gfetch::crawl
