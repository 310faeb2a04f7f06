// The reader of sitemaps, in XML or as plain text with one URL per line.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "web/links/text_reader.h"
#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// The size limit of a line in bytes; longer lines are ignored.
constexpr std::size_t kMaxLineBytes = 8192;

bool is_http_url(std::string_view line) {
  const std::string scheme = lower(line.substr(0, 8));
  return scheme.starts_with("http://") || scheme.starts_with("https://");
}

class LineReader final : public TextReader {
 public:
  explicit LineReader(LinkCollector& links) : links_(links) {}

  void feed(std::string_view text) override {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      line_ += text.substr(0, end).substr(
          0, kMaxLineBytes + 1 - std::min(line_.size(), kMaxLineBytes + 1));
      if (end == text.size()) return;
      finish();
      text.remove_prefix(end + 1);
    }
  }

  void finish() override {
    ++number_;
    std::string_view line = line_;
    line.remove_prefix(run_of(line, kWhitespaceByte));
    line = line.substr(0, run_before(line, kWhitespaceByte));
    if (is_http_url(line) && line_.size() <= kMaxLineBytes) {
      Link* const link = links_.add({.tag = "url"}, line);
      if (link != nullptr) link->position = {number_, 1};
    }
    line_.clear();
  }

 private:
  LinkCollector& links_;
  std::string line_;
  std::uint32_t number_ = 0;
};

class SitemapReader final : public TextReader {
 public:
  explicit SitemapReader(LinkCollector& links) : links_(links) {}

  void feed(std::string_view text) override {
    if (!reader_) {
      const std::size_t spaces = run_of(text, kWhitespaceByte);
      if (spaces == text.size()) return;
      reader_ = text[spaces] == '<' ? read_feed(links_)
                                    : std::make_unique<LineReader>(links_);
    }
    reader_->feed(text);
  }

  void finish() override {
    if (reader_) reader_->finish();
  }

 private:
  LinkCollector& links_;
  /// The reader for the sitemap's format; null until the first character is
  /// known.
  std::unique_ptr<TextReader> reader_;
};

}  // namespace

std::unique_ptr<TextReader> read_sitemap(LinkCollector& links) {
  return std::make_unique<SitemapReader>(links);
}

}  // namespace gfetch::web
