#include "web/url/percent.h"

#include "gfetch/web/url.h"

namespace gfetch::web {

void append_escape(char byte, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += '%';
  out += kHex[value >> 4];
  out += kHex[value & 0x0F];
}

void append_encoded(std::string_view text, ByteSet set, std::string& out) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_in(text[i], set)) continue;
    out.append(text, copied, i - copied);
    append_escape(text[i], out);
    copied = i + 1;
  }
  out.append(text, copied);
}

std::string percent_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  while (!text.empty()) {
    const std::optional<char> byte = first_escape(text);
    bytes += byte.value_or(text.front());
    text.remove_prefix(byte ? 3 : 1);
  }
  return bytes;
}

}  // namespace gfetch::web
