#include "gfetch/crawler/mirror_name.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "file_parts.h"
#include "gfetch/crawler/charset.h"
#include "gfetch/crawler/file_name.h"
#include "gfetch/crawler/sha256.h"
#include "gfetch/crawler/utf8.h"
#include "report/escape.h"
#include "text.h"
#include "url/percent.h"

namespace gfetch {
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
  const std::string type = parse_media_type(content_type).essence;
  const auto known = std::ranges::find(kEndings, type, &Ending::first);
  return known == kEndings.end() ? "" : known->second;
}

bool is_page_ending(std::string_view ending) {
  constexpr std::array<std::string_view, 5> kPages{".html", ".htm", ".xhtml",
                                                   ".xht", ".shtml"};
  return std::ranges::find(kPages, detail::lower(ending)) != kPages.end();
}

void append_escape(std::string& out, char letter) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(letter);
  out += '%';
  out += kHexDigits[byte >> 4];
  out += kHexDigits[byte & 15];
}

/// Whether it may stand within a name. `%` and `@` mean something here.
bool may_stand(char32_t code) {
  constexpr std::u32string_view kSpecial = U"<>:\"/\\|?*`$&;'%@";
  return !detail::is_unsafe(code) &&
         kSpecial.find(code) == std::u32string_view::npos;
}

/// `text`, percent-encoded as in a URL, as a part of a name. What is no UTF-8
/// keeps its escapes.
std::string safe(std::string_view text) {
  const std::string decoded = percent_decode(text);
  const bool is_text = is_valid_utf8(decoded);
  std::string out;
  for (std::string_view rest = decoded; !rest.empty();) {
    const bool ascii = static_cast<unsigned char>(rest.front()) < 0x80;
    const detail::CodePoint point = is_text || ascii
                                        ? detail::first_code_point(rest)
                                        : detail::CodePoint{0xFFFD, 1};
    const std::string_view letter = rest.substr(0, point.length);
    if (may_stand(point.code) && (is_text || ascii)) {
      out += letter;
    } else {
      for (const char byte : letter) append_escape(out, byte);
    }
    rest.remove_prefix(letter.size());
  }
  return out;
}

/// A part of a path that is no longer than may be, `ending` included, and that
/// nothing takes for something else by how it begins or ends.
std::string whole_part(std::string name, std::string_view ending) {
  constexpr std::size_t kHashDigits = 16;
  // Room for what is escaped below.
  constexpr std::size_t kLongest = kLongestFileName - 4;
  if (name.size() + ending.size() > kLongest) {
    const std::string hash = '-' + sha256_hex(name).substr(0, kHashDigits);
    name = std::string(
               detail::cut_text(name, kLongest - hash.size() - ending.size())) +
           hash;
  }
  name += ending;
  std::string out;
  const bool begins_badly =
      std::string_view(".-~ ").find(name.front()) != std::string_view::npos;
  if (begins_badly || detail::is_device(name)) {
    append_escape(out, name.front());
    name.erase(0, 1);
  }
  out += name;
  if (out.ends_with('.') || out.ends_with(' ')) {
    const char last = out.back();
    out.pop_back();
    append_escape(out, last);
  }
  return out;
}

/// `example.org`, `example.org@8080`.
std::string host_part(const Url& url) {
  std::string host = safe(url.host());
  if (const auto port = url.port()) host += '@' + std::to_string(*port);
  return whole_part(std::move(host), "");
}

/// The last part: what stands behind the last slash, the query, an ending.
std::string file_part(std::string_view name, std::string_view query,
                      std::string_view content_type) {
  std::string out = safe(name);
  const std::string own(detail::ending_of(out));
  std::string_view wanted = ending_for(content_type);
  const bool is_folder = name.empty();
  if (is_folder) out = "index";
  if (!query.empty()) out += '@' + safe(query.substr(1));
  if (is_folder && wanted.empty()) wanted = ".html";
  const bool is_page = wanted == ".html";
  if (is_page ? is_page_ending(own) : !own.empty()) {
    return whole_part(std::move(out), query.empty() ? "" : own);
  }
  return whole_part(std::move(out), wanted);
}

}  // namespace

std::string mirror_name(const Url& url, std::string_view content_type) {
  std::string out = host_part(url);
  std::string_view path = url.pathname().substr(1);
  for (std::size_t slash = path.find('/'); slash != path.npos;
       slash = path.find('/')) {
    // Two slashes in a row leave a part without a name; no other is `%`.
    const std::string_view part = path.substr(0, slash);
    out += '/' + (part.empty() ? "%" : whole_part(safe(part), ""));
    path.remove_prefix(slash + 1);
  }
  out += '/' + file_part(path, url.search(), content_type);
  if (out.size() <= kLongestMirrorPath) return out;
  return host_part(url) + '/' + lone_name(url, content_type);
}

std::string lone_name(const Url& url, std::string_view content_type) {
  std::string wished = url_file_name(url);
  if (detail::ending_of(wished).empty()) wished += ending_for(content_type);
  return safe_file_name(wished, "GET " + url.request_url());
}

std::string MirrorNames::claim(const Url& url, std::string_view content_type) {
  const std::hash<std::string> hash;
  std::string name = mirror_name(url, content_type);
  const std::size_t claimer = hash(url.request_url());
  const auto [owner, is_new] =
      owners_.try_emplace(hash(detail::lower(name)), claimer);
  if (is_new || owner->second == claimer) return name;
  return lone_name(url, content_type);
}

}  // namespace gfetch
