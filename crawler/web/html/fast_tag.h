#pragma once
/// The fast path for tags of the common form: whole in one chunk, names in
/// lower case, no character reference in any value. Such a tag is read at once
/// and without a copy. The states of HtmlMachine read all other tags.

#include <cstddef>
#include <string_view>
#include <vector>

#include "web/html/html_tokenizer.h"
#include "web/text/text_cursor.h"

namespace gfetch::web {

/// The views are of the text that the tag was read from.
class FastTag {
 public:
  /// Takes a tag without its `<` off `text`. Returns false and leaves `text`
  /// unchanged when it is not a tag of the common form.
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
  void skip_whitespace();

  TextCursor rest_;
  std::string_view name_;
  bool closing_ = false;
  bool self_closing_ = false;
  std::vector<HtmlAttribute> attributes_;
};

}  // namespace gfetch::web
