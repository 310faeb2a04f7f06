#include <algorithm>
#include <optional>
#include <string>

#include "body_use.h"
#include "gfetch/crawler/charset.h"
#include "gfetch/crawler/title.h"

namespace gfetch::detail {
namespace {

class DescribeText final : public BodyUse {
 public:
  Result<void> begin(const Response& response) override {
    const Header* header = find_header(response.headers, "Content-Type");
    type_ = parse_media_type(header == nullptr ? "" : header->value);
    reads_ = type_.is_text();
    sniffed_ = false;
    head_.clear();
    charset_ = {};
    decoder_.reset();
    finder_ = {};
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    if (!reads_) return {};
    if (sniffed_) {
      read(bytes);
      return {};
    }
    head_ += bytes;
    if (head_.size() >= wanted_head()) sniff();
    return {};
  }

  Result<void> finish() override { return {}; }

  // A body that was cut off has said what it had to say.
  void record(Visit& visit) override {
    if (!reads_) return;
    if (!sniffed_) sniff();
    finder_.finish();
    if (charset_.encoding != nullptr) visit.charset = charset_.encoding->name;
    if (type_.is_html()) visit.title = finder_.title();
  }

 private:
  // A byte order mark is three bytes at most.
  std::size_t wanted_head() const {
    return type_.is_html() ? kCharsetSearch : 3;
  }

  void sniff() {
    sniffed_ = true;
    charset_ = charset_of(type_, head_);
    if (type_.is_html()) {
      // What says nothing is mostly UTF-8, and else its ASCII is legible.
      decoder_.emplace(charset_.encoding != nullptr
                           ? *charset_.encoding
                           : *encoding_labelled("utf-8"));
      read(std::string_view(head_).substr(charset_.mark));
    }
    head_ = {};
  }

  void read(std::string_view bytes) {
    if (!decoder_ || finder_.done()) return;
    // A title stands at the front: what comes after it is not decoded.
    constexpr std::size_t kAtOnce = std::size_t{16} * 1024;
    while (!bytes.empty() && !finder_.done()) {
      const std::string_view part = bytes.substr(0, kAtOnce);
      bytes.remove_prefix(part.size());
      text_.clear();
      decoder_->decode(part, text_);
      finder_.feed(text_);
    }
  }

  MediaType type_;
  bool reads_ = false;
  bool sniffed_ = false;
  std::string head_;  // until it is sniffed
  Charset charset_;
  std::optional<TextDecoder> decoder_;  // of a page
  TitleFinder finder_;
  std::string text_;  // kept, for its storage
};

}  // namespace

std::unique_ptr<BodyUse> describe_text() {
  return std::make_unique<DescribeText>();
}

}  // namespace gfetch::detail
