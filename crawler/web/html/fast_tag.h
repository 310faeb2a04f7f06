#pragma once
/// The fast path for simple tags: tags that are complete in one chunk, with
/// names in lower case and no character references in the values. A simple tag
/// is parsed in one step without a copy. HtmlMachine's states parse all other
/// tags.

#include <cstddef>
#include <string_view>
#include <vector>

#include "web/html/html_tokenizer.h"
#include "web/text/text_cursor.h"

namespace gfetch::web {

/// The parser of a simple tag. Its views refer to the text of the tag.
class FastTag {
 public:
  /// Takes a tag, after its `<`, off `text`. Returns false and leaves `text`
  /// unchanged when the tag is not simple.
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
