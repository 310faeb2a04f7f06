#pragma once
/// Converts a body to UTF-8. The text starts once enough bytes have arrived to
/// detect the encoding.

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

  /// Takes the next bytes of the body and returns the decoded text so far,
  /// without the byte order mark. The view is valid as long as `bytes`, and
  /// only until the next call.
  std::string_view read(std::string_view bytes);

  /// Ends the body and returns the rest of its text.
  std::string_view finish();

  /// Returns the detected encoding; null when none is declared or detected yet.
  const Encoding* encoding() const { return charset_.encoding; }

 private:
  std::string_view sniff(std::string_view head);
  std::string_view decoded(std::string_view bytes, bool last);

  MediaType type_;
  MetaPrescan prescan_;
  bool sniffed_ = false;
  std::string head_;  ///< bytes received before the detection
  Charset charset_;
  std::optional<TextDecoder> decoder_;  ///< converts the text; absent for UTF-8
  std::string text_;
};

}  // namespace gfetch::web
