#pragma once
/// Finds what a body leads to, as it streams by: made for one response, fed its
/// bytes, asked at the end.
///
///   LinkExtractor extractor(page_url, response.headers);
///   … extractor.feed(bytes) …           // content codings undone
///   PageFindings findings = extractor.finish();
///   resolve_links(findings.links, findings.base);
///   for (const Link& link : findings.links) link.url.href();
///
/// What is read depends on the Content-Type or, where there is none, on the
/// first bytes, as browsers tell it by them: HTML and XHTML by the tokenizer of
/// the HTML Standard, CSS, feeds (RSS, Atom), sitemaps and their indexes in XML
/// or plain text, gzipped or not. Of anything else only the headers speak:
/// `Link`, `Location`, `Refresh` and `X-Robots-Tag` do so always.
///
/// No link is what nobody is sent to and nothing is shown of: `ping`, which
/// counts clicks, `data-` attributes, and what scripts hold.
///
/// Time is linear in the body and memory bounded, whatever it holds; what is
/// beyond a bound is left out, and PageFindings::cut says so.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/web/link.h"

namespace gfetch::web {

struct LinkExtractorOptions {
  /// The body is a sitemap, whatever its type says: robots.txt or the user
  /// named it as one.
  bool as_sitemap = false;
  /// Whose name in `<meta name=…>` and X-Robots-Tag counts beside `robots`.
  std::string agent = "gfetch";
  std::size_t max_links = 100'000;
  std::size_t max_anchors = 100'000;
};

/// Whether a LinkExtractor would read the body of the response with `headers`
/// from `page`, or has to see some of it to know.
/// Never blocks.
bool may_hold_links(const Url& page, const std::vector<http::Header>& headers);

class LinkExtractor {
 public:
  /// For the body of the response with `headers` that came from `page`.
  LinkExtractor(const Url& page, const std::vector<http::Header>& headers,
                LinkExtractorOptions options = {});
  LinkExtractor(LinkExtractor&&) noexcept;
  LinkExtractor& operator=(LinkExtractor&&) noexcept;
  ~LinkExtractor();

  /// Takes the next bytes: content codings undone, still in their charset.
  /// Never blocks.
  void feed(std::string_view bytes);

  /// What it came to; the body has ended, or nobody waits for its end. The
  /// links are not resolved. Nothing may be asked of the extractor after it.
  /// Never blocks.
  PageFindings finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace gfetch::web
