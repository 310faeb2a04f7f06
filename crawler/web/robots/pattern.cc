#include "web/robots/pattern.h"

#include <cstring>
#include <optional>

#include "web/url/percent.h"

namespace gfetch::web {
namespace {

// Appends the first byte or percent escape of `text` in the normal form.
// Returns the number of bytes of `text` that it replaces.
std::size_t append_octet(std::string_view text, bool in_query,
                         std::string& out) {
  if (const std::optional<char> byte = first_escape(text)) {
    const bool decoded =
        is_unreserved(*byte) || (in_query && (*byte == ':' || *byte == '/'));
    if (decoded) {
      out += *byte;
    } else {
      append_escape(*byte, out);
    }
    return 3;
  }
  const char byte = text.front();
  const bool plain =
      byte > 0x20 && byte < 0x7F && byte != '*' && byte != '$' && byte != '%';
  if (plain) {
    out += byte;
  } else {
    append_escape(byte, out);
  }
  return 1;
}

// Returns the offset of the string `piece` in `path`, or npos.
std::size_t find(std::string_view path, std::string_view piece) {
  // memmem() is used because it takes linear time, which string_view::find()
  // does not guarantee.
  const void* const at =
      memmem(path.data(), path.size(), piece.data(), piece.size());
  if (at == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(at) - path.data());
}

}  // namespace

std::string normal_path(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  bool in_query = false;
  while (!path.empty()) {
    in_query = in_query || path.front() == '?';
    path.remove_prefix(append_octet(path, in_query, out));
  }
  return out;
}

std::string normal_pattern(std::string_view pattern) {
  std::string out;
  out.reserve(pattern.size());
  bool in_query = false;
  while (!pattern.empty()) {
    in_query = in_query || pattern.front() == '?';
    if (pattern.front() == '*' || pattern == "$") {
      const bool is_repeated = pattern.front() == '*' && out.ends_with('*');
      if (!is_repeated) out += pattern.front();
      pattern.remove_prefix(1);
    } else {
      pattern.remove_prefix(append_octet(pattern, in_query, out));
    }
  }
  return out;
}

bool matches(std::string_view pattern, std::string_view path,
             std::size_t& steps) {
  const bool is_anchored = pattern.ends_with('$');
  if (is_anchored) pattern.remove_suffix(1);
  // Each piece of the pattern between two `*` is matched at its first
  // occurrence: a later occurrence would leave less of the path for the
  // following pieces.
  std::size_t star = pattern.find('*');
  const std::string_view first = pattern.substr(0, star);
  steps += first.size();
  if (!path.starts_with(first)) return false;
  path.remove_prefix(first.size());
  while (star != std::string_view::npos) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    const bool last = star == std::string_view::npos;
    if (last && is_anchored) {
      steps += piece.size();
      return path.ends_with(piece);
    }
    const std::size_t at = find(path, piece);
    steps += piece.size() + (at == std::string_view::npos ? path.size() : at);
    if (at == std::string_view::npos) return false;
    path.remove_prefix(at + piece.size());
  }
  return !is_anchored || path.empty();
}

}  // namespace gfetch::web
