#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "report/mirror/convert.h"
#include "report/mirror/tag_source.h"
#include "web/html/html_tokenizer.h"
#include "web/html/refresh.h"
#include "web/html/srcset.h"
#include "web/links/html_elements.h"
#include "web/text/position_counter.h"
#include "web/text/text.h"

namespace gfetch::report {
namespace {

/// Escapes `value` for an HTML attribute in the quotes `quote`.
std::string escaped_value(std::string_view value, char quote) {
  std::string out;
  for (const char c : value) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == quote) {
      out += quote == '"' ? "&quot;" : "&#39;";
    } else {
      out += c;
    }
  }
  return out;
}

/// Returns `value` with `part`, which is a view into `value`, replaced by
/// another text.
std::string replaced(std::string_view value, std::string_view part,
                     std::string_view text) {
  const auto begin = static_cast<std::size_t>(part.data() - value.data());
  return std::string(value.substr(0, begin))
      .append(text)
      .append(value.substr(begin + part.size()));
}

std::string converted_srcset(std::string_view value,
                             const NewTarget& target_for) {
  std::string out;
  std::size_t done = 0;
  for (const std::string_view image : web::images_in_srcset(value)) {
    const auto target = target_for(image);
    if (!target) continue;
    const auto begin = static_cast<std::size_t>(image.data() - value.data());
    out.append(value.substr(done, begin - done)).append(*target);
    done = begin + image.size();
  }
  return out.append(value.substr(done));
}

class PageConverter final : private web::HtmlSink {
 public:
  PageConverter(std::string_view source, const NewTarget& target_for)
      : source_(source), target_for_(target_for) {}

  // Converts the page. The source is fed to the tokenizer in pieces that end at
  // a `>`. The tokenizer emits a tag as soon as it has read its `>`, so the end
  // of the tag is the end of the piece.
  std::string convert() {
    while (fed_ < source_.size()) {
      const std::size_t begin = fed_;
      const std::size_t end = source_.find('>', begin);
      fed_ = end == source_.npos ? source_.size() : end + 1;
      tokenizer_.feed(source_.substr(begin, fed_ - begin));
    }
    tokenizer_.finish();
    if (style_) end_style(source_.size());
    return std::move(out_.append(source_.substr(done_)));
  }

 private:
  void start_tag(const web::HtmlTag& tag) override {
    const std::size_t begin = offset_of(tag.position);
    if (begin >= fed_) return;
    // A style element contains no tags, except within svg. There its text is
    // converted up to the first tag.
    if (style_) end_style(begin);
    const std::string_view text = source_.substr(begin, fed_ - begin);
    for (const SourceValue& place : values_in_tag(text)) {
      const web::HtmlAttribute* const attribute = tag.find(place.name);
      if (attribute == nullptr || attribute->cut) continue;
      const auto value = new_value(tag, *attribute);
      if (value && *value != attribute->value) {
        put(begin + place.begin, begin + place.end, *value, place.quote);
      }
    }
    const bool has_text = !tag.foreign || !tag.self_closing;
    if (tag.name == "style" && has_text) style_ = fed_;
  }

  void end_tag(std::string_view name) override {
    if (!style_ || name != "style") return;
    end_style(source_.rfind("</", fed_ - 1));
  }

  void end_style(std::size_t end) {
    const std::size_t begin = *style_;
    style_.reset();
    if (end == source_.npos || end < begin) return;
    out_.append(source_.substr(done_, begin - done_))
        .append(convert_style(source_.substr(begin, end - begin), target_for_));
    done_ = end;
  }

  std::optional<std::string> new_value(
      const web::HtmlTag& tag, const web::HtmlAttribute& attribute) const {
    const std::string_view value = attribute.value;
    if (attribute.name == "style") return convert_style(value, target_for_);
    const bool is_link = tag.name == "link";
    const bool is_script = tag.name == "script";
    // The integrity attribute is removed, because the file that it refers to
    // may be converted, too, and then has another hash.
    if (attribute.name == "integrity" && (is_link || is_script)) return "";
    if (tag.name == "base" && attribute.name == "href") return "";
    if (is_link && attribute.name == "href") return target_for_(value);
    if (is_link && attribute.name == "imagesrcset") {
      return converted_srcset(value, target_for_);
    }
    if (tag.name == "form" && attribute.name == "action") {
      return target_for_(value);
    }
    if (tag.name == "meta" && attribute.name == "content") {
      return new_refresh(tag, value);
    }
    return new_link(tag, attribute);
  }

  std::optional<std::string> new_refresh(const web::HtmlTag& tag,
                                         std::string_view value) const {
    const web::HtmlAttribute* const what = tag.find("http-equiv");
    if (what == nullptr || !web::equal_without_case(what->value, "refresh")) {
      return std::nullopt;
    }
    const auto part = web::refresh_target(value);
    if (!part || part->empty()) return std::nullopt;
    const auto target = target_for_(*part);
    if (!target) return std::nullopt;
    return replaced(value, *part, *target);
  }

  std::optional<std::string> new_link(
      const web::HtmlTag& tag, const web::HtmlAttribute& attribute) const {
    for (const web::LinkAttribute& link : web::html_element(tag.name).links) {
      if (link.name.empty()) break;
      if (link.name != attribute.name) continue;
      if (link.form == web::AttributeForm::kUrl)
        return target_for_(attribute.value);
      return converted_srcset(attribute.value, target_for_);
    }
    return std::nullopt;
  }

  void put(std::size_t begin, std::size_t end, std::string_view value,
           char quote) {
    out_.append(source_.substr(done_, begin - done_));
    if (quote == 0) out_ += '"';
    out_ += escaped_value(value, quote == 0 ? '"' : quote);
    if (quote == 0) out_ += '"';
    done_ = end;
  }

  /// Returns the offset of the `<` at `position`. Positions must be passed in
  /// source order.
  std::size_t offset_of(const web::Position& position) {
    while (counted_ < fed_) {
      if (source_[counted_] == '<' && counter_.position() == position) break;
      const std::size_t less = std::min(source_.find('<', counted_ + 1), fed_);
      advance(source_.substr(counted_, less - counted_));
      counted_ = less;
    }
    return counted_;
  }

  /// Advances the position counter like the tokenizer: a CR, or a CR and an LF,
  /// ends a line.
  void advance(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\r'), text.size());
      counter_.advance(text.substr(0, end));
      text.remove_prefix(end);
      if (text.empty()) return;
      counter_.advance("\n");
      text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
    }
  }

  std::string_view source_;
  const NewTarget& target_for_;
  web::PositionCounter counter_;
  std::size_t counted_ = 0;           // the offset that counter_ has reached
  std::size_t fed_ = 0;               // the end of the tokenizer's input so far
  std::size_t done_ = 0;              // the end of the source copied to out_
  std::optional<std::size_t> style_;  // the start of the open style element
  std::string out_;
  web::HtmlTokenizer tokenizer_{*this};
};

}  // namespace

std::string convert_page(std::string_view source, const NewTarget& target_for) {
  return PageConverter(source, target_for).convert();
}

}  // namespace gfetch::report
