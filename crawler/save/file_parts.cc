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

std::string_view ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || dot == 0) return {};
  constexpr std::size_t kLongestEnding = 16;
  const std::string_view ending = name.substr(dot);
  const bool plain = std::ranges::all_of(ending.substr(1), [](char c) {
    return web::is_letter(c) || web::is_digit(c);
  });
  return plain && ending.size() <= kLongestEnding ? ending : "";
}

std::string_view cut_text(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto continues = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
  };
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace gfetch::save
