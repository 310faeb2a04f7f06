// The reader of sitemaps, sitemap indexes, RSS and Atom. The root element
// determines the format; XML with any other root is ignored.
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gfetch/web/url.h"
#include "web/links/text_reader.h"
#include "web/text/ascii.h"
#include "web/text/text.h"
#include "web/xml/xml_parser.h"

namespace gfetch::web {
namespace {

/// The size limit of a URL in bytes; links with longer URLs are left out.
constexpr std::size_t kMaxUrlBytes = std::size_t{64} * 1024;

struct QualifiedName {
  std::string_view prefix;
  std::string_view local;
};

QualifiedName split_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == name.npos) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

/// Removes whitespace at both ends of a URL, including the Unicode spaces that
/// authors paste.
std::string_view trim_unicode(std::string_view text) {
  constexpr std::array<std::string_view, 20> kSpaces = {
      " ",      "\t",     "\n",     "\f",     "\r",     "\u00A0", "\u2000",
      "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
      "\u2008", "\u2009", "\u200A", "\u202F", "\u3000", "\uFEFF"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kSpaces) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
  }
  return text;
}

class FeedReader final : public TextReader, private XmlSink {
 public:
  explicit FeedReader(LinkCollector& links) : links_(links) {}

  void feed(std::string_view text) override { parser_.feed(text); }

  void finish() override {
    if (!parser_.finish()) links_.findings().cut = true;
    // The text of a URL is complete when the tag after it has started.
    if (collecting_ && parser_.in_tag()) end_url();
  }

 private:
  enum class Kind { kUnknown, kSitemap, kIndex, kRss, kAtom };

  void start_element(std::string_view name,
                     const XmlAttributes& attributes) override;
  void end_element(std::string_view name) override;
  void characters(std::string_view text) override;

  void start_root(const QualifiedName& name, const XmlAttributes& attributes);
  void start_in_sitemap(const QualifiedName& name);
  void start_in_rss(const QualifiedName& name, const XmlAttributes& attributes);
  void start_in_atom(const QualifiedName& name,
                     const XmlAttributes& attributes);
  void end_entry();
  bool begins_entry(const QualifiedName& name) const;
  void collect(const LinkSource& source);
  void end_url();
  void add_named(const LinkSource& source, const char* target);
  void add(const LinkSource& source, std::string_view target,
           const Position& position);

  LinkCollector& links_;
  Kind kind_ = Kind::kUnknown;
  std::string prefix_;  ///< the root's XML prefix; others are extensions
  std::size_t depth_ = 0;
  bool has_link_ = false;  ///< whether the current entry has a link
  bool is_empty_ = false;  ///< the current entry has no element so far
  Position entry_position_;
  std::string guid_;  ///< the guid of an RSS item, used when it has no link
  bool in_guid_ = false;

  bool collecting_ = false;  ///< the current text is a URL, collected in text_
  std::size_t collected_depth_ = 0;  ///< the depth of the element with the URL
  LinkSource source_;                ///< the source of the collected link
  Position position_;                ///< the position of the collected link
  std::string text_;
  XmlParser parser_{*this};
};

void FeedReader::start_element(std::string_view name,
                               const XmlAttributes& attributes) {
  const QualifiedName qualified = split_name(name);
  ++depth_;
  if (depth_ == 1) return start_root(qualified, attributes);
  if (collecting_) return;
  is_empty_ = false;
  if (begins_entry(qualified)) {
    has_link_ = false;
    is_empty_ = true;
    entry_position_ = parser_.position();
    text_.clear();
    guid_.clear();
  } else if (kind_ == Kind::kRss) {
    start_in_rss(qualified, attributes);
  } else if (kind_ == Kind::kAtom) {
    start_in_atom(qualified, attributes);
  } else {
    start_in_sitemap(qualified);
  }
}

void FeedReader::start_root(const QualifiedName& name,
                            const XmlAttributes& attributes) {
  if (name.local == "urlset") {
    kind_ = Kind::kSitemap;
  } else if (name.local == "sitemapindex") {
    kind_ = Kind::kIndex;
  } else if (name.local == "rss" || name.local == "RDF") {
    kind_ = Kind::kRss;
  } else if (name.local == "feed") {
    kind_ = Kind::kAtom;
  } else {
    return parser_.stop();
  }
  if (name.local != "RDF") prefix_ = name.prefix;
  if (const char* base = attributes.find("xml:base")) {
    if (auto url = parse_url(base, &links_.page())) {
      links_.findings().base = std::move(*url);
    }
  }
}

bool FeedReader::begins_entry(const QualifiedName& name) const {
  if (name.prefix != prefix_) return false;
  switch (kind_) {
    case Kind::kSitemap:
      return name.local == "url";
    case Kind::kIndex:
      return name.local == "sitemap";
    case Kind::kRss:
      return name.local == "item";
    default:
      return name.local == "entry";
  }
}

void FeedReader::start_in_sitemap(const QualifiedName& name) {
  if (name.local != "loc") return;
  if (name.prefix == prefix_) {
    has_link_ = true;
    collect(
        {.tag = kind_ == Kind::kIndex ? "sitemap" : "url", .attribute = "loc"});
  } else if (name.prefix == "image") {
    collect({.kind = LinkKind::kAsset, .tag = "image", .attribute = "loc"});
  }
}

void FeedReader::start_in_rss(const QualifiedName& name,
                              const XmlAttributes& attributes) {
  if (name.local == "link" && attributes.find("href") != nullptr) {
    return start_in_atom(name, attributes);
  }
  if (name.prefix != prefix_) return;
  if (name.local == "link") {
    has_link_ = true;
    collect({.tag = "link"});
  } else if (name.local == "comments") {
    collect({.tag = "comments"});
  } else if (name.local == "url") {
    // The image of an RSS channel.
    collect({.kind = LinkKind::kAsset, .tag = "url"});
  } else if (name.local == "enclosure") {
    add_named(
        {.kind = LinkKind::kAsset, .tag = "enclosure", .attribute = "url"},
        attributes.find("url"));
  } else if (name.local == "guid") {
    collect({.tag = "guid"});
    in_guid_ = true;
  }
}

void FeedReader::start_in_atom(const QualifiedName& name,
                               const XmlAttributes& attributes) {
  if (name.local == "content") {
    return add_named({.tag = "content", .attribute = "src"},
                     attributes.find("src"));
  }
  if (name.local != "link") return;
  const char* const said = attributes.find("rel");
  const std::string_view rel = said == nullptr ? "alternate" : said;
  const bool encloses = rel == "enclosure";
  if (rel != "alternate" && rel != "next" && !encloses) return;
  add_named({.kind = encloses ? LinkKind::kAsset : LinkKind::kPage,
             .tag = "link",
             .attribute = "href"},
            attributes.find("href"));
}

void FeedReader::characters(std::string_view text) {
  if (!collecting_ && !is_empty_) return;
  text_ += text.substr(0, kMaxUrlBytes + 1 - text_.size());
}

void FeedReader::end_element(std::string_view name) {
  if (collecting_ && depth_ == collected_depth_) {
    end_url();
  } else if (!collecting_ && begins_entry(split_name(name))) {
    end_entry();
  }
  --depth_;
}

/// Ends an entry. Its text is the URL of the entry if there was no element for
/// the URL.
void FeedReader::end_entry() {
  const bool of_sitemap = kind_ == Kind::kSitemap || kind_ == Kind::kIndex;
  if (is_empty_ && of_sitemap) {
    source_ = {.tag = kind_ == Kind::kIndex ? "sitemap" : "url"};
    position_ = entry_position_;
    end_url();
  } else if (!has_link_ && !guid_.empty()) {
    add({.tag = "guid"}, guid_, entry_position_);
  }
  is_empty_ = false;
}

/// Starts to collect the text of the current element as the URL of a link.
void FeedReader::collect(const LinkSource& source) {
  collecting_ = true;
  collected_depth_ = depth_;
  text_.clear();
  source_ = source;
  position_ = parser_.position();
}

void FeedReader::end_url() {
  collecting_ = false;
  const std::string_view url = trim_unicode(text_);
  if (std::exchange(in_guid_, false)) {
    guid_ = url.starts_with("http") ? url : "";
  } else if (text_.size() > kMaxUrlBytes) {
    links_.mark_cut(url);
  } else if (url.starts_with("www.")) {
    // Prepends the scheme, which authors often forget. URLs in a sitemap are
    // never relative.
    add(source_, "http://" + std::string(url), position_);
  } else {
    add(source_, url, position_);
  }
  text_.clear();
}

/// Adds a link from an attribute of the current element; `target` is null when
/// the attribute is absent.
void FeedReader::add_named(const LinkSource& source, const char* target) {
  if (target != nullptr) add(source, target, parser_.position());
}

void FeedReader::add(const LinkSource& source, std::string_view target,
                     const Position& position) {
  Link* const link = links_.add(source, target);
  if (link != nullptr) link->position = position;
}

}  // namespace

std::unique_ptr<TextReader> read_feed(LinkCollector& links) {
  return std::make_unique<FeedReader>(links);
}

}  // namespace gfetch::web
