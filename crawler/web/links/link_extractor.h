#pragma once
/// Extracts the links of one response while its body arrives.
///
///   LinkExtractor extractor(page_url, response.headers);
///   … extractor.feed(bytes) …           // content codings decoded
///   PageFindings findings = extractor.finish();
///   resolve_links(findings.links, findings.base);
///   for (const Link& link : findings.links) link.url.href();
///
/// The format is determined by the Content-Type or, without one, by the first
/// bytes, as browsers do: HTML and XHTML (both by the tokenizer of the HTML
/// Standard), CSS, feeds (RSS, Atom), sitemaps and sitemap indexes in XML or
/// plain text, each gzipped or not. For every response the fields Link,
/// Location, Refresh and X-Robots-Tag are read.
///
/// Not extracted: the `ping` attribute, `data-` attributes, and URLs in
/// scripts.
///
/// Time is linear in the size of the body and memory is bounded, whatever the
/// body holds. Links beyond a limit are left out, and PageFindings::cut is set.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/web/link.h"

namespace gfetch::web {

struct LinkExtractorOptions {
  /// Reads the body as a sitemap, whatever its Content-Type, because robots.txt
  /// or the user named the URL as a sitemap.
  bool as_sitemap = false;
  /// The product token whose directives in `<meta name=…>` and X-Robots-Tag
  /// apply, in addition to the directives for all robots.
  std::string agent = "gfetch";
  std::size_t max_links = 100'000;
  std::size_t max_anchors = 100'000;
  /// Called after each slice of unpacking a gzip file, some milliseconds; see
  /// DecodeLimits. Null: feed() unpacks all at once.
  std::function<void()> pause = {};
};

/// Returns true if the body of a response with `headers` from `page` can
/// contain links, and also if only its first bytes can tell.
bool may_hold_links(const Url& page, const std::vector<http::Header>& headers);

class LinkExtractor {
 public:
  /// Creates an extractor for the response with `headers` from the URL `page`.
  LinkExtractor(const Url& page, const std::vector<http::Header>& headers,
                LinkExtractorOptions options = {});
  LinkExtractor(LinkExtractor&&) noexcept;
  LinkExtractor& operator=(LinkExtractor&&) noexcept;
  ~LinkExtractor();

  /// Takes the next bytes of the body, with its content codings decoded but in
  /// the original charset.
  void feed(std::string_view bytes);

  /// True if the body may be a gzip file, so that feed() may take long.
  bool unzips() const;

  /// Returns the memory that the findings so far will need when their links are
  /// resolved, in bytes.
  std::size_t found_bytes() const;

  /// Ends the body, even if it is incomplete, and returns the findings; their
  /// links are not resolved. The extractor must not be used afterwards.
  PageFindings finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace gfetch::web
