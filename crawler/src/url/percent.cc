#include "percent.h"

#include "gfetch/crawler/url.h"

namespace gfetch {

namespace detail {

void append_encoded(std::string_view text, ByteSet set, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_in(text[i], set)) continue;
    const auto byte = static_cast<unsigned char>(text[i]);
    out.append(text, copied, i - copied);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 0x0F];
    copied = i + 1;
  }
  out.append(text, copied);
}

}  // namespace detail

std::string percent_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool triple = text[i] == '%' && i + 2 < text.size() &&
                        detail::hex_value(text[i + 1]) >= 0 &&
                        detail::hex_value(text[i + 2]) >= 0;
    if (triple) {
      bytes += static_cast<char>(detail::hex_value(text[i + 1]) * 16 +
                                 detail::hex_value(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

}  // namespace gfetch
