// Fuzzes the HTML tokenizer: in each initial state, the tokens of any bytes do
// not depend on how the bytes are split, and every token is within its limit.
#include <algorithm>
#include <string>
#include <string_view>

#include "crawler/web/html/html_tokenizer.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

/// Records all tokens, with NUL bytes between their parts.
class Recorder : public gfetch::web::HtmlSink {
 public:
  void start_tag(const gfetch::web::HtmlTag& tag) override {
    require(tag.attributes.size() <= gfetch::web::kMaxHtmlAttributes);
    write(tag.foreign ? "F" : "S", tag.name);
    for (const auto& [name, value, cut] : tag.attributes) {
      require(value.size() <= gfetch::web::kMaxHtmlValueBytes);
      write(cut ? "c" : "n", name);
      write("v", value);
    }
    write(tag.self_closing ? "/" : ">", std::to_string(tag.position.line));
    write("", std::to_string(tag.position.column));
  }
  void end_tag(std::string_view name) override { write("E", name); }
  void characters(std::string_view text) override {
    require(!text.empty());
    if (!in_text_) written += "T";
    in_text_ = true;
    written += text;
  }
  void comment(std::string_view text) override { write("C", text); }
  void doctype(const gfetch::web::HtmlDoctype& doctype) override {
    write(doctype.force_quirks ? "Q" : "D", doctype.name.value_or("-"));
    write("", doctype.public_id.value_or("-"));
    write("", doctype.system_id.value_or("-"));
  }

  std::string written;

 private:
  void write(std::string_view what, std::string_view text) {
    in_text_ = false;
    written += '\0';
    written += what;
    written += text;
  }

  bool in_text_ = false;
};

std::string tokens_of(std::string_view page, std::size_t piece,
                      const gfetch::web::HtmlTokenizerOptions& options) {
  Recorder recorder;
  gfetch::web::HtmlTokenizer tokenizer(recorder, options);
  while (!page.empty()) {
    tokenizer.feed(page.substr(0, piece));
    page.remove_prefix(std::min(piece, page.size()));
  }
  tokenizer.finish();
  return std::move(recorder.written);
}

}  // namespace

/// The first byte of the input is the length of the pieces, the second the
/// initial state of the tokenizer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2) return 0;
  const std::string_view page = gfetch::fuzz::text_of(data + 2, size - 2);
  const gfetch::web::HtmlTokenizerOptions options{
      .content = static_cast<gfetch::web::HtmlContent>(data[1] % 6),
      .last_start_tag = "title",
      .follows_elements = data[1] < 128,
      .comments = true};
  require(tokens_of(page, page.size() + 1, options) ==
          tokens_of(page, data[0] + std::size_t{1}, options));
  return 0;
}
