#include "crawl/seen/seen_key.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "web/text/text.h"
#include "web/url/percent.h"

namespace gfetch::crawl {
namespace {

using web::is_digit;
using web::is_unreserved;

// Appends `text` with normalised percent escapes. A `%` that starts no escape
// is escaped, because the decoded text after it might complete an escape.
void append_normal(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('%'), text.size());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const std::optional<char> byte = web::first_escape(text);
    if (byte && is_unreserved(*byte)) {
      out += *byte;
    } else {
      web::append_escape(byte.value_or('%'), out);
    }
    text.remove_prefix(byte ? 3 : 1);
  }
}

bool is_number(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), is_digit);
}

// Returns true for a value that is too long for a word or a meaningful number,
// so that it must be a session id.
bool is_token(std::string_view value) {
  constexpr std::size_t kShortest = 16;
  return value.size() >= kShortest &&
         std::all_of(value.begin(), value.end(), is_unreserved);
}

template <std::size_t N>
bool is_one_of(std::string_view name,
               const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_session_id(std::string_view name, std::string_view value) {
  constexpr std::array<std::string_view, 8> kTokens = {
      "phpsessid", "jsessionid", "sid",        "sessid",
      "sessionid", "session_id", "session-id", "zenid"};
  constexpr std::array<std::string_view, 2> kNumbers = {"cfid", "cftoken"};
  if (is_one_of(name, kNumbers)) return is_number(value) || is_token(value);
  return (is_one_of(name, kTokens) || name.starts_with("aspsessionid")) &&
         is_token(value);
}

bool is_tracking(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames = {
      "gclid",  "dclid",  "fbclid", "msclkid", "yclid",
      "mc_cid", "mc_eid", "igshid", "_ga",     "_gl"};
  return name.starts_with("utm_") || is_one_of(name, kNames);
}

bool is_ignored(std::string_view parameter, const SeenKeyOptions& options) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string name = web::lower(parameter.substr(0, equals));
  const std::string_view value =
      parameter.substr(std::min(equals + 1, parameter.size()));
  return (options.ignore_session_ids && is_session_id(name, value)) ||
         (options.ignore_tracking && is_tracking(name));
}

// Removes `;jsessionid=…`, which can end any path segment.
std::string without_session(std::string_view path) {
  constexpr std::string_view kMark = ";jsessionid=";
  std::string kept;
  while (!path.empty()) {
    const std::size_t mark = path.find(';');
    kept.append(path.substr(0, mark));
    if (mark == std::string_view::npos) break;
    path.remove_prefix(mark);
    if (web::equal_without_case(path.substr(0, kMark.size()), kMark)) {
      path.remove_prefix(std::min(path.find_first_of("/;", 1), path.size()));
    } else {
      kept += ';';
      path.remove_prefix(1);
    }
  }
  return kept;
}

// Appends the query parameters in `search` that are not ignored, with a leading
// `?`. Appends nothing when there are none.
void append_query(std::string_view search, const SeenKeyOptions& options,
                  std::string& out) {
  const std::size_t start = out.size();
  char mark = '?';
  while (!search.empty()) {
    search.remove_prefix(1);
    const std::size_t end = std::min(search.find('&'), search.size());
    const std::string_view parameter = search.substr(0, end);
    if (!is_ignored(parameter, options)) {
      out += std::exchange(mark, '&');
      append_normal(parameter, out);
    }
    search.remove_prefix(end);
  }
  if (out.size() == start + 1) out.resize(start);
}

}  // namespace

std::string seen_key(const web::Url& url, const SeenKeyOptions& options) {
  const std::string_view path = url.pathname();
  const std::string_view search = url.search();
  const std::size_t start =
      static_cast<std::size_t>(path.data() - url.href().data());
  std::string key;
  key.reserve(start + path.size() + search.size());
  key.append(url.href(), 0, start);
  if (options.ignore_session_ids) {
    append_normal(without_session(path), key);
  } else {
    append_normal(path, key);
  }
  if (options.ignore_session_ids || options.ignore_tracking) {
    append_query(search, options, key);
  } else {
    append_normal(search, key);
  }
  return key;
}

}  // namespace gfetch::crawl
