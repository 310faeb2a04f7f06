#include "gfetch/save/mirror_name.h"

#include <algorithm>
#include <array>
#include <utility>

#include "save/file_name.h"
#include "save/file_parts.h"
#include "web/charset/charset.h"
#include "web/hash/hash.h"
#include "web/text/ascii.h"
#include "web/text/escape.h"
#include "web/text/text.h"
#include "web/text/utf8.h"
#include "web/url/percent.h"

namespace gfetch::save {
namespace {

using Ending = std::pair<std::string_view, std::string_view>;

/// For what comes without an ending of its own.
constexpr std::array<Ending, 20> kEndings{{{"text/html", ".html"},
                                           {"application/xhtml+xml", ".html"},
                                           {"text/css", ".css"},
                                           {"text/plain", ".txt"},
                                           {"text/csv", ".csv"},
                                           {"text/javascript", ".js"},
                                           {"application/javascript", ".js"},
                                           {"application/json", ".json"},
                                           {"application/pdf", ".pdf"},
                                           {"application/xml", ".xml"},
                                           {"text/xml", ".xml"},
                                           {"application/rss+xml", ".xml"},
                                           {"application/atom+xml", ".xml"},
                                           {"image/gif", ".gif"},
                                           {"image/jpeg", ".jpg"},
                                           {"image/png", ".png"},
                                           {"image/svg+xml", ".svg"},
                                           {"image/webp", ".webp"},
                                           {"font/woff", ".woff"},
                                           {"font/woff2", ".woff2"}}};

std::string_view ending_for(std::string_view content_type) {
  const std::string type = web::parse_media_type(content_type).essence;
  const auto known = std::ranges::find(kEndings, type, &Ending::first);
  return known == kEndings.end() ? "" : known->second;
}

bool is_page_ending(std::string_view ending) {
  constexpr std::array<std::string_view, 5> kPages{".html", ".htm", ".xhtml",
                                                   ".xht", ".shtml"};
  return std::ranges::find(kPages, web::lower(ending)) != kPages.end();
}

/// Whether it may stand within a name. `%` and `@` mean something here.
bool may_stand(char32_t code, NameLetters letters) {
  constexpr std::u32string_view kSpecial = U"<>:\"/\\|?*`$&;'%@";
  if (letters == NameLetters::kLowerAscii &&
      (code >= 0x80 || (code >= 'A' && code <= 'Z'))) {
    return false;
  }
  return !web::is_unsafe(code) &&
         kSpecial.find(code) == std::u32string_view::npos;
}

enum class Place { kHost, kPath, kQuery };

/// Whether there it only ever comes escaped, for it would mean something else.
bool is_always_escaped(char byte, Place place) {
  if (byte == '%') return true;
  if (place == Place::kQuery) {
    return web::is_in(byte, web::kSpecialQueryEncode);
  }
  return byte == '/' || byte == '\\' || web::is_in(byte, web::kPathEncode);
}

/// A part of a URL as a part of a name. What is no UTF-8 keeps its escapes.
class SafeText {
 public:
  SafeText(std::string_view text, Place place, NameLetters letters)
      : place_(place), letters_(letters) {
    const bool is_text = web::is_valid_utf8(web::percent_decode(text));
    std::string beyond_ascii;
    while (!text.empty()) {
      const auto byte = web::first_escape(text);
      const bool ascii = static_cast<unsigned char>(byte.value_or(' ')) < 0x80;
      if (!ascii) beyond_ascii += *byte;
      if (ascii) {
        add_text(std::exchange(beyond_ascii, {}), is_text);
        byte ? add_escaped(*byte) : add_plain(text.front());
      }
      text.remove_prefix(byte ? 3 : 1);
    }
    add_text(beyond_ascii, is_text);
  }

  std::string take() && { return std::move(out_); }

 private:
  bool stands(char ascii) const {
    return may_stand(static_cast<unsigned char>(ascii), letters_);
  }

  void add_plain(char letter) {
    if (stands(letter)) {
      out_ += letter;
    } else {
      web::append_escape(letter, out_);
    }
  }

  // What means something else unescaped has another name: `&` is `%26`, and
  // `%26` is `%%26`.
  void add_escaped(char byte) {
    const bool same =
        is_always_escaped(byte, place_) || web::is_unreserved(byte);
    if (same) return add_plain(byte);
    if (!stands(byte)) out_ += '%';
    web::append_escape(byte, out_);
  }

  void add_text(std::string_view rest, bool is_text) {
    while (!rest.empty()) {
      const web::CodePoint point =
          is_text ? web::first_code_point(rest) : web::CodePoint{0xFFFD, 1};
      const std::string_view letter = rest.substr(0, point.length);
      rest.remove_prefix(letter.size());
      if (is_text && may_stand(point.code, letters_)) {
        out_ += letter;
      } else {
        for (const char byte : letter) web::append_escape(byte, out_);
      }
    }
  }

  Place place_;
  NameLetters letters_;
  std::string out_;
};

std::string short_hash(std::string_view text) {
  constexpr std::size_t kHashDigits = 16;
  return "@@" + web::sha256_hex(text).substr(0, kHashDigits);
}

/// A part of a path that is no longer than may be, `ending` included, and that
/// nothing takes for something else by how it begins or ends.
std::string whole_part(std::string name, std::string_view ending) {
  // Room for what is escaped below.
  constexpr std::size_t kLongest = kLongestFileName - 4;
  if (name.size() + ending.size() > kLongest) {
    const std::string hash = short_hash(name);
    name = std::string(cut_text(name, kLongest - hash.size() - ending.size())) +
           hash;
  }
  name += ending;
  std::string out;
  const bool begins_badly =
      std::string_view(".-~ ").find(name.front()) != std::string_view::npos;
  if (begins_badly || is_device(name)) {
    web::append_escape(name.front(), out);
    name.erase(0, 1);
  }
  out += name;
  if (out.ends_with('.') || out.ends_with(' ')) {
    const char last = out.back();
    out.pop_back();
    web::append_escape(last, out);
  }
  return out;
}

/// Whether a name is one that files have, and few folders: `a.html`, not
/// `v1.2`.
bool looks_like_file(std::string_view name) {
  const std::string_view ending = ending_of(name);
  return ending.size() > 1 && web::is_letter(ending[1]);
}

class Namer {
 public:
  Namer(const web::Url& url, std::string_view content_type, NameLetters letters)
      : url_(url), wanted_(ending_for(content_type)), letters_(letters) {}

  std::string name() const {
    std::string out = host_part();
    std::string_view path = url_.pathname().substr(1);
    for (std::size_t slash = path.find('/'); slash != path.npos;
         slash = path.find('/')) {
      out += '/' + folder_part(path.substr(0, slash));
      path.remove_prefix(slash + 1);
    }
    out += '/' + file_part(path);
    if (out.size() <= kLongestMirrorPath) return out;
    return host_part() + '/' + deep_part(path);
  }

 private:
  std::string safe(std::string_view text, Place place) const {
    return SafeText(text, place, letters_).take();
  }

  /// `example.org`, `example.org@8080`.
  std::string host_part() const {
    std::string host = safe(url_.host(), Place::kHost);
    const bool secure = url_.scheme() == "https";
    const auto port = url_.port();
    if (port) host += '@' + std::to_string(*port);
    if (secure == port.has_value()) host += '@' + std::string(url_.scheme());
    return whole_part(std::move(host), "");
  }

  std::string folder_part(std::string_view part) const {
    // Two slashes in a row leave a part without a name; no other is `%`.
    if (part.empty()) return "%";
    std::string name = safe_path(part);
    if (looks_like_file(name)) name += '@';
    return whole_part(std::move(name), "");
  }

  /// The last part: what stands behind the last slash, the query, an ending.
  std::string file_part(std::string_view part) const {
    std::string name = safe_path(part);
    const std::string own(ending_of(name));
    const bool is_page = wanted_ == ".html";
    const bool has_ending =
        is_page ? is_page_ending(own) : looks_like_file(name);
    if (!url_.search().empty()) {
      name += '@' + safe(url_.search().substr(1), Place::kQuery);
      const std::string_view ending = has_ending ? own : wanted_;
      return whole_part(std::move(name), ending.empty() ? "@" : ending);
    }
    const bool is_index = is_page || wanted_.empty();
    if (name.empty() && is_index) return std::string(kFolderIndex);
    if (name == kFolderIndex) return std::string(kNamedIndex);
    if (has_ending) {
      name.resize(name.size() - own.size());
      return whole_part(std::move(name), own);
    }
    return whole_part(name + '@', wanted_);
  }

  /// Of a path that is too long.
  std::string deep_part(std::string_view part) const {
    constexpr std::size_t kRecognisable = 100;
    const std::string name = safe_path(part);
    return whole_part(std::string(cut_text(name, kRecognisable)) +
                          short_hash(url_.request_url()),
                      wanted_);
  }

  std::string safe_path(std::string_view part) const {
    return safe(part, Place::kPath);
  }

  const web::Url& url_;
  std::string_view wanted_;  ///< the ending
  NameLetters letters_;
};

}  // namespace

std::string mirror_name(const web::Url& url, std::string_view content_type,
                        NameLetters letters) {
  return Namer(url, content_type, letters).name();
}

std::string lone_name(const web::Url& url, std::string_view content_type) {
  std::string wished = url_file_name(url);
  if (ending_of(wished).empty()) wished += ending_for(content_type);
  return safe_file_name(wished, "GET " + url.request_url());
}

}  // namespace gfetch::save
