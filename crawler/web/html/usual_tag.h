#pragma once
/// A tag read at a glance. Nearly all are written alike: whole in one chunk,
/// names in lower case, no character reference in any value. Such a tag is read
/// in one go and without a copy; the states of HtmlMachine read all others.

#include <cstddef>
#include <string_view>
#include <vector>

#include "web/html/html_tokenizer.h"
#include "web/text/text_cursor.h"

namespace gfetch::web {

/// The views are of the text that it was read from.
class UsualTag {
 public:
  /// Takes a tag, behind its `<`, off `text`. False: it is none of the usual
  /// ones, or none at all, and `text` is as it was.
  bool take(TextCursor& text);

  std::string_view name() const { return name_; }
  bool closing() const { return closing_; }
  bool self_closing() const { return self_closing_; }
  const std::vector<HtmlAttribute>& attributes() const { return attributes_; }

 private:
  bool take_name();
  bool take_attributes();
  bool take_attribute();
  bool take_value(HtmlAttribute& attribute);
  void skip_blanks();

  TextCursor rest_;
  std::string_view name_;
  bool closing_ = false;
  bool self_closing_ = false;
  std::vector<HtmlAttribute> attributes_;
};

}  // namespace gfetch::web
