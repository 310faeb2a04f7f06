#pragma once
/// What a body comes to, gathered within bounds.

#include <cstddef>
#include <string>
#include <string_view>

#include "gfetch/web/link.h"
#include "web/links/link_extractor.h"

namespace gfetch::web {

/// So much of a link's text is kept.
inline constexpr std::size_t kLongestLinkText = 200;

/// What a link is for, and what it was found in.
struct LinkSource {
  LinkKind kind = LinkKind::kPage;
  std::string_view tag = {};        ///< static
  std::string_view attribute = {};  ///< static
};

/// What readers fill PageFindings through. What it says of the whole page,
/// they set themselves.
class LinkCollector {
 public:
  /// Links are those of `page`, unless a base is named.
  LinkCollector(const Url& page, LinkExtractorOptions options);

  /// From now on, no more than `links`, if more were allowed.
  void hold_at_most(std::size_t links);

  /// Adds a link to `target`; what else is known of it, the caller adds before
  /// the next. Null: it is left out, for it leads nowhere, or for the bounds.
  Link* add(const LinkSource& source, std::string_view target);

  /// An asset or page, written as `target`, was longer than what is kept.
  void cut(std::string_view target);

  /// A fragment may name `name`.
  void add_anchor(std::string_view name);

  /// What `robots` directives say: of a meta element or of X-Robots-Tag.
  void add_directives(std::string_view directives);

  /// Of the link that was added last.
  std::size_t last() const { return findings_.links.size() - 1; }
  void set_text(std::size_t link, std::string text);

  const LinkExtractorOptions& options() const { return options_; }
  const Url& page() const { return page_; }
  PageFindings& findings() { return findings_; }

  /// All of it; nothing is left.
  PageFindings take();

 private:
  bool has_room(std::size_t bytes);

  LinkExtractorOptions options_;
  Url page_;
  std::size_t bytes_ = 0;  ///< of targets and anchors
  PageFindings findings_;
};

}  // namespace gfetch::web
