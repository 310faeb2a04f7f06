#include "save/mirror_name.h"

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

/// The file name extensions, by media type, for files whose URL has no
/// extension.
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

/// Returns true if a mirror's file name may contain `code` unescaped. `%` and
/// `@` are special in these names.
bool is_allowed(char32_t code, CaseSensitivity case_sensitivity) {
  constexpr std::u32string_view kSpecial = U"<>:\"/\\|?*`$&;'%@";
  if (case_sensitivity == CaseSensitivity::kInsensitive &&
      (code >= 0x80 || (code >= 'A' && code <= 'Z'))) {
    return false;
  }
  return !web::is_unsafe(code) &&
         kSpecial.find(code) == std::u32string_view::npos;
}

enum class UrlPart { kHost, kPath, kQuery };

/// Returns true if a URL can contain `byte` in `part` only percent-encoded,
/// because the unencoded byte is a delimiter there.
bool is_always_escaped(char byte, UrlPart part) {
  if (byte == '%') return true;
  if (part == UrlPart::kQuery) {
    return web::is_in(byte, web::kSpecialQueryEncode);
  }
  return byte == '/' || byte == '\\' || web::is_in(byte, web::kPathEncode);
}

/// Converts a part of a URL to a part of a file name. Bytes that are not valid
/// UTF-8 stay percent-encoded.
class SafeText {
 public:
  SafeText(std::string_view text, UrlPart part,
           CaseSensitivity case_sensitivity)
      : part_(part), case_sensitivity_(case_sensitivity) {
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
  bool is_plain(char ascii) const {
    return is_allowed(static_cast<unsigned char>(ascii), case_sensitivity_);
  }

  void add_plain(char letter) {
    if (is_plain(letter)) {
      out_ += letter;
    } else {
      web::append_escape(letter, out_);
    }
  }

  // Adds a byte that was percent-encoded in the URL. A byte that is a delimiter
  // when it is not encoded gets another name: `&` becomes `%26`, and `%26`
  // becomes `%%26`.
  void add_escaped(char byte) {
    const bool equivalent =
        is_always_escaped(byte, part_) || web::is_unreserved(byte);
    if (equivalent) return add_plain(byte);
    if (!is_plain(byte)) out_ += '%';
    web::append_escape(byte, out_);
  }

  void add_text(std::string_view rest, bool is_text) {
    while (!rest.empty()) {
      const web::CodePoint point =
          is_text ? web::first_code_point(rest) : web::CodePoint{0xFFFD, 1};
      const std::string_view letter = rest.substr(0, point.length);
      rest.remove_prefix(letter.size());
      if (is_text && is_allowed(point.code, case_sensitivity_)) {
        out_ += letter;
      } else {
        for (const char byte : letter) web::append_escape(byte, out_);
      }
    }
  }

  UrlPart part_;
  CaseSensitivity case_sensitivity_;
  std::string out_;
};

std::string short_hash(std::string_view text) {
  constexpr std::size_t kHashDigits = 16;
  return "@@" + web::sha256_hex(text).substr(0, kHashDigits);
}

/// Makes a path component from `name` and `ending`. A component that is too
/// long is truncated and gets a hash. A first or last character that is special
/// to a shell or to Windows is escaped.
std::string make_component(std::string name, std::string_view ending) {
  // The limit leaves four bytes for the escapes of two characters, which are
  // added below.
  constexpr std::size_t kMaxBytes = kMaxFileNameBytes - 4;
  if (name.size() + ending.size() > kMaxBytes) {
    const std::string hash = short_hash(name);
    name =
        std::string(cut_text(name, kMaxBytes - hash.size() - ending.size())) +
        hash;
  }
  name += ending;
  std::string out;
  const bool has_special_start =
      std::string_view(".-~ ").find(name.front()) != std::string_view::npos;
  if (has_special_start || is_device(name)) {
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

/// Returns true if `name` has a file name extension that starts with a letter:
/// `a.html`, but not `v1.2`.
bool looks_like_file(std::string_view name) {
  const std::string_view ending = extension_of(name);
  return ending.size() > 1 && web::is_letter(ending[1]);
}

/// Makes the mirror path of one page.
class Namer {
 public:
  Namer(const web::Url& url, std::string_view content_type,
        CaseSensitivity case_sensitivity)
      : url_(url),
        wanted_(ending_for(content_type)),
        case_sensitivity_(case_sensitivity) {}

  std::string name() const {
    std::string out = host_part();
    std::string_view path = url_.pathname().substr(1);
    for (std::size_t slash = path.find('/'); slash != path.npos;
         slash = path.find('/')) {
      out += '/' + folder_part(path.substr(0, slash));
      path.remove_prefix(slash + 1);
    }
    out += '/' + file_part(path);
    if (out.size() <= kMaxMirrorPathBytes) return out;
    return host_part() + '/' + deep_part(path);
  }

 private:
  std::string safe(std::string_view text, UrlPart part) const {
    return SafeText(text, part, case_sensitivity_).take();
  }

  /// Returns the first path component: `example.org`, `example.org@8080` or
  /// `example.org@http`.
  std::string host_part() const {
    std::string host = safe(url_.host(), UrlPart::kHost);
    const bool secure = url_.scheme() == "https";
    const auto port = url_.port();
    if (port) host += '@' + std::to_string(*port);
    if (secure == port.has_value()) host += '@' + std::string(url_.scheme());
    return make_component(std::move(host), "");
  }

  std::string folder_part(std::string_view part) const {
    // An empty path segment between two slashes becomes `%`, which no other
    // segment can become.
    if (part.empty()) return "%";
    std::string name = safe_path(part);
    if (looks_like_file(name)) name += '@';
    return make_component(std::move(name), "");
  }

  /// Returns the last path component: the last segment of the URL's path, its
  /// query and an extension.
  std::string file_part(std::string_view part) const {
    std::string name = safe_path(part);
    const std::string own(extension_of(name));
    const bool is_page = wanted_ == ".html";
    const bool has_ending =
        is_page ? is_page_ending(own) : looks_like_file(name);
    if (!url_.search().empty()) {
      name += '@' + safe(url_.search().substr(1), UrlPart::kQuery);
      const std::string_view ending = has_ending ? own : wanted_;
      return make_component(std::move(name), ending.empty() ? "@" : ending);
    }
    const bool is_index = is_page || wanted_.empty();
    if (name.empty() && is_index) return std::string(kFolderIndex);
    if (name == kFolderIndex) return std::string(kNamedIndex);
    if (has_ending) {
      name.resize(name.size() - own.size());
      return make_component(std::move(name), own);
    }
    return make_component(name + '@', wanted_);
  }

  /// Returns the last component of a path that is too long: the start of the
  /// file name and a hash of the whole URL.
  std::string deep_part(std::string_view part) const {
    constexpr std::size_t kMaxNameBytes = 100;
    const std::string name = safe_path(part);
    return make_component(std::string(cut_text(name, kMaxNameBytes)) +
                              short_hash(url_.request_url()),
                          wanted_);
  }

  std::string safe_path(std::string_view part) const {
    return safe(part, UrlPart::kPath);
  }

  const web::Url& url_;
  std::string_view wanted_;  ///< the extension for the media type
  CaseSensitivity case_sensitivity_;
};

}  // namespace

std::string mirror_name(const web::Url& url, std::string_view content_type,
                        CaseSensitivity case_sensitivity) {
  return Namer(url, content_type, case_sensitivity).name();
}

std::string flat_name(const web::Url& url, std::string_view content_type) {
  std::string wished = url_file_name(url);
  if (extension_of(wished).empty()) wished += ending_for(content_type);
  return safe_file_name(wished, "GET " + url.request_url());
}

}  // namespace gfetch::save
