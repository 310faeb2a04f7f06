#pragma once
/// The reader of an input that is a sitemap: XML or one URL per line, gzipped
/// or not. Its limits are those of the sitemap protocol.

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

  /// Adds the next bytes of the sitemap.
  void feed(std::string_view bytes) { extractor_.feed(bytes); }

  /// Marks the end of the sitemap.
  void finish();
  bool finished() const { return finished_; }

  struct Address {
    std::string_view url;    ///< the URL as written in the sitemap
    std::uint64_t line = 0;  ///< the line of the URL, from 1
  };

  /// Returns the next URL of the sitemap; nothing after the last URL. finish()
  /// must be called first.
  std::optional<Address> next();

  /// Returns a sentence about a fault of the whole sitemap; nothing when there
  /// is none or when the sentence was returned before. Called after the last
  /// URL.
  std::optional<std::string_view> take_error();

 private:
  web::LinkExtractor extractor_;
  bool finished_ = false;
  bool error_taken_ = false;
  bool cut_ = false;
  std::size_t next_ = 0;
  std::vector<web::Link> links_;
};

}  // namespace gfetch::crawl
