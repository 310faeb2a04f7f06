#include "web/css/css_scanner.h"
#include "web/links/text_reader.h"

namespace gfetch::web {
namespace {

class StyleReader final : public TextReader {
 public:
  explicit StyleReader(LinkCollector& links)
      : scanner_([&links](const CssUrl& url) {
          if (url.cut) return links.mark_cut(url.target);
          const LinkSource source = {LinkKind::kAsset, "css", name_of(url)};
          if (Link* const link = links.add(source, url.target)) {
            link->position = url.position;
          }
        }) {}

  void feed(std::string_view text) override { scanner_.feed(text); }
  void finish() override { scanner_.finish(); }

 private:
  CssScanner scanner_;
};

}  // namespace

std::unique_ptr<TextReader> read_style(LinkCollector& links) {
  return std::make_unique<StyleReader>(links);
}

}  // namespace gfetch::web
