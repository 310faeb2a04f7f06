#pragma once
/// One kind of body, read for its links: it is handed the body's text, and
/// tells a LinkCollector what it finds.

#include <memory>
#include <string_view>

#include "web/links/link_collector.h"

namespace gfetch::web {

class TextReader {
 public:
  virtual ~TextReader() = default;

  /// The next part of the text, in UTF-8.
  virtual void feed(std::string_view text) = 0;
  /// The text has ended.
  virtual void finish() = 0;
};

// The collector outlives its reader.

/// HTML, and XHTML by the same rules.
std::unique_ptr<TextReader> read_page(LinkCollector& links);

/// CSS.
std::unique_ptr<TextReader> read_style(LinkCollector& links);

/// Feeds (RSS, Atom), sitemaps and their indexes in XML. Other XML is not read.
std::unique_ptr<TextReader> read_feed(LinkCollector& links);

/// A sitemap, in XML or one address a line.
std::unique_ptr<TextReader> read_sitemap(LinkCollector& links);

}  // namespace gfetch::web
