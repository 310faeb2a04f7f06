#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "web/css/css_scanner.h"
#include "web/html/collapsed_text.h"
#include "web/html/html_tokenizer.h"
#include "web/html/page_title.h"
#include "web/html/refresh.h"
#include "web/html/srcset.h"
#include "web/links/html_elements.h"
#include "web/links/relation.h"
#include "web/links/text_reader.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// Returns the value of the attribute `name`; empty when there is none.
std::string_view value_of(const HtmlTag& tag, std::string_view name) {
  const HtmlAttribute* const found = tag.find(name);
  return found == nullptr ? std::string_view() : found->value;
}

bool has_nofollow(const HtmlTag& tag) {
  const std::string_view rel = value_of(tag, "rel");
  return !rel.empty() && has_relation(rel, "nofollow");
}

bool hides_text(ElementRole role) {
  return role == ElementRole::kRawText || role == ElementRole::kStyle ||
         role == ElementRole::kTitle;
}

/// Returns true if a form with `method` sends a GET request.
bool is_get(std::string_view method) {
  return !equal_without_case(method, "post") &&
         !equal_without_case(method, "dialog");
}

/// Returns true if a style attribute may contain a URL. A fast test that avoids
/// scanning most attributes.
bool may_hold_url(std::string_view style) {
  return style.find('(') != style.npos || style.find('\\') != style.npos;
}

class PageReader final : public TextReader, private HtmlSink {
 public:
  /// The kind of document: a page, or the srcdoc attribute of a page.
  enum class Within { kTop, kSrcdoc };

  explicit PageReader(LinkCollector& links, Within within = Within::kTop)
      : links_(links), within_(within) {}

  void feed(std::string_view text) override { tokenizer_.feed(text); }

  void finish() override {
    tokenizer_.finish();
    if (style_) style_->finish();
    end_anchor();
    title_.finish();
    links_.findings().title = title_.title();
  }

 private:
  void start_tag(const HtmlTag& tag) override;
  void end_tag(std::string_view name) override;
  void characters(std::string_view text) override;

  bool counts(const HtmlTag& tag, const HtmlElement& element,
              const LinkAttribute& as) const;
  void take_attribute(const HtmlTag& tag, const HtmlElement& element,
                      const HtmlAttribute& attribute);
  void take_role(const HtmlTag& tag, const HtmlElement& element);
  void take_anchor(const HtmlTag& tag);
  void take_base(const HtmlTag& tag);
  void take_form(const HtmlTag& tag);
  void take_link(const HtmlTag& tag);
  void take_meta(const HtmlTag& tag);
  void end_anchor();
  void begin_style(const HtmlTag& tag);
  void add_srcset(const HtmlTag& tag, const LinkSource& source,
                  const HtmlAttribute& attribute);
  void add_document(const HtmlTag& tag, const HtmlAttribute& attribute);
  void add(const HtmlTag& tag, const LinkSource& source,
           const HtmlAttribute& attribute);

  LinkCollector& links_;
  Within within_;
  PageTitle title_;
  bool has_base_ = false;
  bool form_is_get_ = true;  ///< whether the current form sends GET requests
  bool is_link_ = false;     ///< whether the current tag has added a link
  /// The index of the link of the open `a` element.
  std::optional<std::size_t> anchor_;
  CollapsedText anchor_text_{kMaxLinkTextBytes};
  std::optional<CssScanner> style_;  ///< the scanner of the open style element
  std::string_view hidden_;  ///< the open element whose text is not displayed
  HtmlTokenizer tokenizer_{*this};
};

void PageReader::start_tag(const HtmlTag& tag) {
  const HtmlElement& element = html_element(tag.name);
  if (element.role == ElementRole::kAnchor) end_anchor();
  is_link_ = false;
  for (const HtmlAttribute& attribute : tag.attributes) {
    take_attribute(tag, element, attribute);
  }
  if (element.role != ElementRole::kNone) take_role(tag, element);
}

void PageReader::end_tag(std::string_view name) {
  if (anchor_ && name == "a") end_anchor();
  if (name == "form") form_is_get_ = true;
  if (hidden_.empty() || name != hidden_) return;
  hidden_ = {};
  title_.end_tag(name);
  if (style_) style_->finish();
  style_.reset();
}

void PageReader::characters(std::string_view text) {
  if (hidden_.empty()) {
    if (anchor_) anchor_text_.add(text);
    return;
  }
  title_.characters(text);
  if (style_) style_->feed(text);
}

/// Returns true if the attribute `as` of `tag` is a link. Some attributes are
/// links only in svg, and a form's attributes are links only if the form sends
/// GET.
bool PageReader::counts(const HtmlTag& tag, const HtmlElement& element,
                        const LinkAttribute& as) const {
  if (as.name == "formaction") {
    const HtmlAttribute* const method = tag.find("formmethod");
    return method == nullptr ? form_is_get_ : is_get(method->value);
  }
  if (element.role == ElementRole::kInput) {
    return equal_without_case(value_of(tag, "type"), "image");
  }
  const bool of_image = as.name == "xlink:href" ||
                        (as.name == "href" && as.kind == LinkKind::kAsset);
  return tag.foreign || !of_image;
}

void PageReader::take_attribute(const HtmlTag& tag, const HtmlElement& element,
                                const HtmlAttribute& attribute) {
  if (attribute.name == "id") return links_.add_anchor(attribute.value);
  if (attribute.name == "style" && may_hold_url(attribute.value)) {
    CssScanner scanner([&](const CssUrl& url) {
      add(tag, {LinkKind::kAsset, element.name, "style"},
          {{}, url.target, url.cut});
    });
    scanner.feed(attribute.value);
    return scanner.finish();
  }
  for (const LinkAttribute& as : element.links) {
    if (as.name.empty()) return;
    if (as.name != attribute.name || !counts(tag, element, as)) continue;
    const LinkSource source = {as.kind, element.name, as.name};
    switch (as.form) {
      case AttributeForm::kUrl:
        add(tag, source, attribute);
        break;
      case AttributeForm::kSrcset:
        add_srcset(tag, source, attribute);
        break;
      case AttributeForm::kDocument:
        add_document(tag, attribute);
        break;
    }
  }
}

void PageReader::take_role(const HtmlTag& tag, const HtmlElement& element) {
  if (element.role == ElementRole::kAnchor) return take_anchor(tag);
  if (element.role == ElementRole::kImage && anchor_) {
    anchor_text_.add(value_of(tag, "alt"));
  }
  const bool has_text = !tag.foreign || !tag.self_closing;
  if (element.role == ElementRole::kStyle && has_text) begin_style(tag);
  if (element.role == ElementRole::kTitle) title_.start_tag(tag);
  if (hides_text(element.role) && has_text) hidden_ = element.name;
  if (tag.foreign) return;
  if (element.role == ElementRole::kBase) take_base(tag);
  if (element.role == ElementRole::kForm) take_form(tag);
  if (element.role == ElementRole::kLink) take_link(tag);
  if (element.role == ElementRole::kMeta) take_meta(tag);
}

void PageReader::take_anchor(const HtmlTag& tag) {
  links_.add_anchor(value_of(tag, "name"));
  if (is_link_) anchor_ = links_.last();
}

void PageReader::end_anchor() {
  if (!anchor_) return;
  links_.set_text(*anchor_, anchor_text_.take());
  anchor_.reset();
}

/// Sets the base URL from the first base element with an href (HTML Standard,
/// 4.2.3). If that URL is invalid or is a data or javascript URL, the base URL
/// stays unchanged, and later base elements are still ignored.
void PageReader::take_base(const HtmlTag& tag) {
  const HtmlAttribute* const href = tag.find("href");
  if (href == nullptr || has_base_) return;
  has_base_ = true;
  Result<Url> base = parse_url(href->value, &links_.page());
  if (!base || base->scheme() == "data" || base->scheme() == "javascript") {
    return;
  }
  links_.findings().base = std::move(*base);
}

void PageReader::take_form(const HtmlTag& tag) {
  const HtmlAttribute* const action = tag.find("action");
  form_is_get_ = is_get(value_of(tag, "method"));
  if (action == nullptr || !form_is_get_) return;
  add(tag, {.tag = "form", .attribute = "action"}, *action);
}

void PageReader::take_link(const HtmlTag& tag) {
  const auto kind = kind_of_relation(value_of(tag, "rel"));
  if (!kind) return;
  if (const auto* href = tag.find("href")) {
    add(tag, {*kind, "link", "href"}, *href);
  }
  if (const auto* images = tag.find("imagesrcset")) {
    add_srcset(tag, {*kind, "link", "imagesrcset"}, *images);
  }
}

void PageReader::take_meta(const HtmlTag& tag) {
  const HtmlAttribute* const content = tag.find("content");
  if (content == nullptr) return;
  if (equal_without_case(value_of(tag, "http-equiv"), "refresh")) {
    const auto target = refresh_target(content->value);
    if (!target || target->empty()) return;
    return add(tag, {.tag = "meta", .attribute = "content"},
               {{}, *target, content->cut});
  }
  const std::string_view name = value_of(tag, "name");
  const bool for_us = equal_without_case(name, "robots") ||
                      equal_without_case(name, links_.options().agent);
  if (for_us) links_.add_directives(content->value);
}

void PageReader::begin_style(const HtmlTag& tag) {
  style_.emplace([this, position = tag.position](const CssUrl& url) {
    add({.position = position}, {LinkKind::kAsset, "style", name_of(url)},
        {{}, url.target, url.cut});
  });
}

void PageReader::add_srcset(const HtmlTag& tag, const LinkSource& source,
                            const HtmlAttribute& attribute) {
  if (attribute.cut) links_.mark_cut(attribute.value);
  for (const std::string_view image : images_in_srcset(attribute.value)) {
    add(tag, source, {{}, image, false});
  }
}

/// Adds the links of a srcdoc document, with the position of its tag. They are
/// relative to the page's base URL, unless the document has its own base
/// element. A nested srcdoc is not read, because each level could double the
/// work.
void PageReader::add_document(const HtmlTag& tag,
                              const HtmlAttribute& attribute) {
  if (within_ == Within::kSrcdoc) return;
  if (attribute.cut) links_.mark_cut(attribute.value);
  const Url& base = links_.findings().base;
  LinkCollector inner(base, links_.options());
  PageReader reader(inner, Within::kSrcdoc);
  reader.feed(attribute.value);
  reader.finish();
  PageFindings found = inner.take();
  if (found.base != base) resolve_links(found.links, found.base);
  for (Link& link : found.links) {
    Link* const added =
        links_.add({link.kind, link.tag, link.attribute}, link.target);
    if (added == nullptr) continue;
    added->url = std::move(link.url);
    added->text = std::move(link.text);
    added->nofollow = link.nofollow;
    added->position = tag.position;
  }
}

/// Adds the link in the attribute `attribute` of `tag`.
void PageReader::add(const HtmlTag& tag, const LinkSource& source,
                     const HtmlAttribute& attribute) {
  if (attribute.cut) return links_.mark_cut(attribute.value);
  Link* const link = links_.add(source, attribute.value);
  if (link == nullptr) return;
  is_link_ = true;
  link->position = tag.position;
  link->nofollow = has_nofollow(tag);
  if (const std::string_view alt = value_of(tag, "alt"); !alt.empty()) {
    CollapsedText text(kMaxLinkTextBytes);
    text.add(alt);
    link->text = text.take();
  }
}

}  // namespace

std::unique_ptr<TextReader> read_page(LinkCollector& links) {
  return std::make_unique<PageReader>(links);
}

}  // namespace gfetch::web
