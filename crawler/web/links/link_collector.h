#pragma once
/// Collects the links and other findings of a body, within limits.

#include <cstddef>
#include <string>
#include <string_view>

#include "gfetch/web/link.h"
#include "web/links/link_extractor.h"

namespace gfetch::web {

/// The size limit of a link's text in bytes.
inline constexpr std::size_t kMaxLinkTextBytes = 200;

/// The kind of a link, and the tag and the attribute that contain it.
struct LinkSource {
  LinkKind kind = LinkKind::kPage;
  std::string_view tag = {};  ///< the tag's name, with static lifetime
  /// The attribute's name, with static lifetime.
  std::string_view attribute = {};
};

/// Collects the findings of one body. Readers add links and anchors by its
/// functions, and set the values of the whole page, such as the title,
/// directly.
class LinkCollector {
 public:
  /// Creates a collector whose links are relative to the URL `page` until a
  /// reader sets another base URL.
  LinkCollector(const Url& page, LinkExtractorOptions options);

  /// Lowers the limit of links to `max_links`, if it is higher than that.
  void limit_links(std::size_t max_links);

  /// Adds a link to `target`. The caller may set the other members of the
  /// returned link until the next call. Returns null when the link is ignored
  /// (`data:`, an empty target) or a limit is reached.
  Link* add(const LinkSource& source, std::string_view target);

  /// Records that the link target that starts with `target` was truncated, so
  /// its link is missing.
  void mark_cut(std::string_view target);

  /// Adds the anchor `name`, an id or name to which a fragment can refer.
  void add_anchor(std::string_view name);

  /// Adds robots directives from a meta element or from X-Robots-Tag.
  void add_directives(std::string_view directives);

  /// Returns the index of the last link added.
  std::size_t last() const { return findings_.links.size() - 1; }
  void set_text(std::size_t link, std::string text);

  const LinkExtractorOptions& options() const { return options_; }
  const Url& page() const { return page_; }
  PageFindings& findings() { return findings_; }

  /// Returns the memory that the findings need when their links are resolved,
  /// in bytes: each target is in its URL once more.
  std::size_t bytes() const {
    return 2 * bytes_ + findings_.links.size() * (sizeof(Link) + 64);
  }

  /// Returns the findings and empties the collector.
  PageFindings take();

 private:
  bool reserve(std::size_t bytes);

  LinkExtractorOptions options_;
  Url page_;
  std::size_t bytes_ = 0;  ///< the total bytes of targets and anchors
  PageFindings findings_;
};

}  // namespace gfetch::web
