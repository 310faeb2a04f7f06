#pragma once
/// A body as text: its bytes in, UTF-8 out, once enough has come to know the
/// charset.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "web/charset/charset.h"

namespace gfetch::web {

class SniffedText {
 public:
  SniffedText(MediaType type, MetaPrescan prescan)
      : type_(std::move(type)), prescan_(prescan) {}

  /// The text that can be read now, without its byte order mark. It lives as
  /// long as `bytes` and until the next call.
  std::string_view read(std::string_view bytes);

  /// The rest of it: the body has ended.
  std::string_view finish();

  /// What says the charset; null: nothing does, or not yet.
  const Encoding* encoding() const { return charset_.encoding; }

 private:
  std::string_view sniff(std::string_view head);
  std::string_view decoded(std::string_view bytes, bool last);

  MediaType type_;
  MetaPrescan prescan_;
  bool sniffed_ = false;
  std::string head_;  ///< until it is
  Charset charset_;
  std::optional<TextDecoder> decoder_;  ///< of what is no UTF-8
  std::string text_;
};

}  // namespace gfetch::web
