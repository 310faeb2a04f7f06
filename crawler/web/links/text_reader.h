#pragma once
/// The readers of the formats that hold links. Each gets the text of a body and
/// adds its findings to a LinkCollector.

#include <memory>
#include <string_view>

#include "web/links/link_collector.h"

namespace gfetch::web {

class TextReader {
 public:
  virtual ~TextReader() = default;

  /// Reads the next piece of the body's text, in UTF-8.
  virtual void feed(std::string_view text) = 0;
  /// Marks the end of the body's text.
  virtual void finish() = 0;
};

// In the following functions, `links` must outlive the reader.

/// Creates a reader of HTML and XHTML, both by the HTML rules.
std::unique_ptr<TextReader> read_page(LinkCollector& links);

/// Creates a reader of CSS.
std::unique_ptr<TextReader> read_style(LinkCollector& links);

/// Creates a reader of feeds (RSS, Atom), sitemaps and sitemap indexes in XML.
/// It ignores any other XML.
std::unique_ptr<TextReader> read_feed(LinkCollector& links);

/// Creates a reader of sitemaps, in XML or with one URL per line.
std::unique_ptr<TextReader> read_sitemap(LinkCollector& links);

}  // namespace gfetch::web
