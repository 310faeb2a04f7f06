#include "save/file_name.h"

#include <algorithm>

#include "save/file_parts.h"
#include "web/hash/hash.h"
#include "web/text/ascii.h"
#include "web/text/escape.h"
#include "web/text/text.h"
#include "web/text/utf8.h"

namespace gfetch::save {
namespace {

constexpr std::size_t kHashDigits = 16;

std::string_view last_component(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == path.npos ? path : path.substr(slash + 1);
}

/// Replaces characters that are special to a terminal, a shell or a file system
/// by `_`.
std::string printable(std::string_view name) {
  constexpr std::string_view kSpecial = "<>:\"/\\|?*`$&;'";
  const std::string valid = web::to_valid_utf8(name);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    const web::CodePoint point = web::first_code_point(rest);
    const bool special = point.length == 1 &&
                         kSpecial.find(rest.front()) != std::string_view::npos;
    const bool replaced =
        special || web::is_unsafe(point.code) || point.code == 0xFFFD;
    out += replaced ? "_" : rest.substr(0, point.length);
    rest.remove_prefix(point.length);
  }
  return out;
}

/// Removes leading characters that make the name a dotfile, an option or a home
/// directory, and trailing characters that some file systems drop.
std::string_view stripped(std::string_view name) {
  const std::size_t first = name.find_first_not_of(" .-~");
  if (first == name.npos) return {};
  const std::size_t last = name.find_last_not_of(" .");
  return name.substr(first, last - first + 1);
}

}  // namespace

std::string url_file_name(const web::Url& url) {
  const std::string_view name = last_component(url.pathname());
  return name.empty() ? "index.html" : web::percent_decode(name);
}

std::string safe_file_name(std::string_view wished, std::string_view key) {
  const std::string whole = printable(last_component(wished));
  std::string_view name = stripped(whole);
  if (name.empty()) name = "file";
  const std::string_view extension = extension_of(name);
  name.remove_suffix(extension.size());
  const std::string hash = '-' + web::sha256_hex(key).substr(0, kHashDigits);
  const std::string_view prefix = is_device(name) ? "_" : "";
  name = cut_text(
      name, kMaxFileNameBytes - prefix.size() - hash.size() - extension.size());
  return std::string(prefix).append(name).append(hash).append(extension);
}

}  // namespace gfetch::save
