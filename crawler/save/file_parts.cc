#include "save/file_parts.h"

#include <algorithm>
#include <array>
#include <string>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::save {

bool is_device(std::string_view name) {
  std::string device = web::lower(name.substr(0, name.find('.')));
  const bool numbered = device.size() == 4 && web::is_digit(device[3]);
  if (numbered) device.pop_back();
  constexpr std::array<std::string_view, 2> kNumbered = {"com", "lpt"};
  constexpr std::array<std::string_view, 6> kDevices = {
      "con", "prn", "aux", "nul", "conin_", "conout_"};
  return numbered ? std::ranges::count(kNumbered, device) > 0
                  : std::ranges::count(kDevices, device) > 0;
}

std::string_view extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || dot == 0) return {};
  constexpr std::size_t kMaxExtensionBytes = 16;
  const std::string_view extension = name.substr(dot);
  const bool plain = std::ranges::all_of(extension.substr(1), [](char c) {
    return web::is_letter(c) || web::is_digit(c);
  });
  return plain && extension.size() <= kMaxExtensionBytes ? extension : "";
}

std::string_view cut_text(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  const auto continues = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
  };
  while (max > 0 && continues(text[max])) --max;
  return text.substr(0, max);
}

}  // namespace gfetch::save
