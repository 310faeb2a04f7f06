#pragma once
/// A URL to be fetched, and its source: an input line or a link.

#include <cstdint>
#include <memory>
#include <string>

#include "gfetch/net/error.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

struct RequestOverrides;

/// The purpose of fetching a candidate.
enum class Purpose : std::uint8_t {
  kFetch,    ///< a line of a list; its links are not followed
  kPage,     ///< a page of a crawl; its links are followed
  kSitemap,  ///< a sitemap, with any Content-Type; its links are followed
  kAsset,    ///< an asset of a page; the assets of a style are fetched, too
  kCheck,    ///< a check that the URL exists; its links are not followed
  /// A robots.txt. Visits to its origin are held until its rules are known. It
  /// gets no record and is not counted as an input.
  kPrerequisite,
};

/// Returns true if the links of a candidate with this purpose are followed.
constexpr bool is_expanding(Purpose purpose) {
  return purpose == Purpose::kPage || purpose == Purpose::kSitemap ||
         purpose == Purpose::kAsset;
}

struct Candidate {
  bool is_prerequisite() const { return purpose == Purpose::kPrerequisite; }

  web::Url url;
  std::string id;      ///< the `id` of a JSON line; empty when there is none
  std::string input;   ///< the input location: `urls.txt:12`, `argv:1`
  std::string parent;  ///< the page with the link; empty for a seed
  int depth = 0;       ///< the number of links from a seed
  Purpose purpose = Purpose::kFetch;
  int nesting = 0;  ///< the depth of nested sitemaps or nested styles
  int chain = 0;    ///< the length of its chain of links (see page_family.h)
  /// The request members of a JSON input line; or null.
  std::shared_ptr<const RequestOverrides> overrides;
};

/// An input line without a valid URL. It still yields a record.
struct BadLine {
  std::string text;  ///< the line as valid UTF-8, cut at 2 KiB
  std::string id;
  std::string input;  ///< the input location, `urls.txt:12`
  Error error;        ///< kBadUrl or kUnsupportedScheme
};

}  // namespace gfetch::crawl
