#include "web/url/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/text/ascii.h"
#include "web/url/percent.h"

namespace gfetch::web {
namespace {

/// The size limit of a URL in bytes, the same as in browsers.
constexpr std::size_t kMaxBytes = std::size_t{2} << 20;

constexpr std::array<SpecialScheme, 6> kSpecialSchemes = {{{"http", 80},
                                                           {"https", 443},
                                                           {"ws", 80},
                                                           {"wss", 443},
                                                           {"ftp", 21},
                                                           {"file", 0}}};

Error bad_url(UrlError error) {
  return {ErrorKind::kBadUrl, std::string(error)};
}

/// Returns true if `text` is a Windows drive letter: `C:` or `C|`.
bool is_drive_letter(std::string_view text) {
  return text.size() == 2 && is_letter(text[0]) &&
         (text[1] == ':' || text[1] == '|');
}

bool is_normalized_drive_letter(std::string_view text) {
  return is_drive_letter(text) && text[1] == ':';
}

bool starts_with_drive_letter(std::string_view text) {
  return is_drive_letter(text.substr(0, 2)) &&
         (text.size() == 2 || text[2] == '/' || text[2] == '\\');
}

/// Returns the text between the first two slashes of `path`.
std::string_view first_segment(std::string_view path) {
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  return path.substr(0, path.find('/'));
}

/// Returns the number of dots of a single-dot or double-dot path segment, in
/// which each dot may be written as `%2e`; 0 for any other segment.
int dots_in(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    const bool encoded = segment.size() >= 3 && segment[0] == '%' &&
                         segment[1] == '2' && to_lower(segment[2]) == 'e';
    if (segment[0] != '.' && !encoded) return 0;
    if (++dots > 2) return 0;
    segment.remove_prefix(encoded ? 3 : 1);
  }
  return dots;
}

/// Returns true if `path` is already normalised: it has no byte to encode, no
/// backslash, and no segment that starts like a dot segment.
bool is_plain_path(std::string_view path) {
  char previous = '/';
  for (const char c : path) {
    if (is_in(c, kPathEncode) || c == '\\') return false;
    if (previous == '/' && (c == '.' || c == '%')) return false;
    previous = c;
  }
  return true;
}

/// Truncates `text` at the first `mark` and returns the text after it; nothing
/// when `text` has no `mark`.
std::optional<std::string_view> cut_off(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

/// Returns the offset of the colon before the port in `host:port`; npos when
/// there is no port.
std::size_t find_port(std::string_view text) {
  bool in_brackets = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') in_brackets = true;
    if (text[i] == ']') in_brackets = false;
    if (text[i] == ':' && !in_brackets) return i;
  }
  return std::string_view::npos;
}

}  // namespace

const SpecialScheme* special_scheme(std::string_view name) {
  const auto found =
      std::find_if(kSpecialSchemes.begin(), kSpecialSchemes.end(),
                   [&](const SpecialScheme& s) { return s.name == name; });
  return found == kSpecialSchemes.end() ? nullptr : &*found;
}

std::optional<std::size_t> scheme_length(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return std::nullopt;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return i;
    const bool in_scheme =
        is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
    if (!in_scheme) return std::nullopt;
  }
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20;
  };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

Result<Url> UrlParser::parse(std::string_view input) {
  if (input.size() > kMaxBytes) {
    return bad_url("the URL is longer than 2 MiB");
  }
  std::string_view text = trim(input);
  const auto is_tab_or_newline = [](char c) {
    return c == '\t' || c == '\n' || c == '\r';
  };
  std::string stripped;
  if (std::any_of(text.begin(), text.end(), is_tab_or_newline)) {
    stripped = text;
    std::erase_if(stripped, is_tab_or_newline);
    text = stripped;
  }
  out().reserve(text.size() + (base_ == nullptr ? 8 : base_->href_.size()));
  fragment_ = cut_off(text, '#');
  query_ = cut_off(text, '?');
  const UrlError error = parse_before_query(text);
  if (!error.empty()) return bad_url(error);
  guard_path();
  append_query_and_fragment();
  return std::move(url_);
}

UrlError UrlParser::parse_before_query(std::string_view text) {
  if (const auto length = scheme_length(text)) {
    take_scheme(text.substr(0, *length));
    return parse_after_scheme(text.substr(*length + 1));
  }
  if (base_ == nullptr) {
    return "the URL has no scheme, such as http://";
  }
  take_scheme(base_->scheme());
  if (!base_->has_opaque_path_) {
    return file_ ? parse_file(text) : parse_relative(text);
  }
  if (!text.empty() || query_ || !fragment_) {
    return "the URL is relative, and its base URL cannot have relative URLs";
  }
  no_authority();
  copy_path();
  inherit_query();
  return {};
}

void UrlParser::take_scheme(std::string_view scheme) {
  for (const char c : scheme) out() += to_lower(c);
  url_.scheme_end_ = here();
  special_ = special_scheme(url_.scheme()) != nullptr;
  file_ = url_.scheme() == "file";
  out() += ':';
}

UrlError UrlParser::parse_after_scheme(std::string_view rest) {
  if (base_ != nullptr && base_->scheme() != url_.scheme()) base_ = nullptr;
  if (file_) return parse_file(rest);
  if (special_) {
    if (base_ != nullptr && !rest.starts_with("//")) {
      return parse_relative(rest);
    }
    while (starts_with_slash(rest)) rest.remove_prefix(1);
    return parse_authority(rest);
  }
  if (rest.starts_with("//")) return parse_authority(rest.substr(2));
  no_authority();
  if (rest.starts_with('/')) {
    append_path(rest.substr(1));
  } else {
    append_opaque_path(rest);
  }
  return {};
}

UrlError UrlParser::parse_relative(std::string_view text) {
  if (starts_with_slash(text)) return parse_relative_slash(text.substr(1));
  copy_authority();
  append_to_base_path(text);
  return {};
}

UrlError UrlParser::parse_relative_slash(std::string_view text) {
  if (!starts_with_slash(text)) {
    copy_authority();
    append_path(text);
    return {};
  }
  text.remove_prefix(1);
  while (special_ && starts_with_slash(text)) text.remove_prefix(1);
  return parse_authority(text);
}

UrlError UrlParser::parse_file(std::string_view text) {
  if (starts_with_slash(text)) return parse_file_slash(text.substr(1));
  if (base_ == nullptr) {
    begin_authority();
    url_.path_start_ = here();
    append_path(text);
    return {};
  }
  copy_authority();
  if (starts_with_drive_letter(text)) {
    append_path(text);
    return {};
  }
  append_to_base_path(text);
  return {};
}

UrlError UrlParser::parse_file_slash(std::string_view text) {
  if (starts_with_slash(text)) return parse_file_host(text.substr(1));
  if (base_ == nullptr) {
    begin_authority();
    url_.path_start_ = here();
  } else {
    copy_authority();
    // In a file URL, an absolute path keeps the drive letter of the base URL.
    const std::string_view drive = first_segment(base_->pathname());
    if (is_normalized_drive_letter(drive) && !starts_with_drive_letter(text)) {
      append_segment(drive, false);
    }
  }
  append_path(text);
  return {};
}

UrlError UrlParser::parse_file_host(std::string_view text) {
  const std::size_t end = find_slash(text);
  const std::string_view host = text.substr(0, end);
  begin_authority();
  if (is_drive_letter(host)) {
    url_.path_start_ = here();
    append_path(text);
    return {};
  }
  if (!host.empty()) {
    const UrlError error = append_host(host, out());
    if (!error.empty()) return error;
    if (out().substr(url_.host_start_) == "localhost") {
      out().resize(url_.host_start_);
    }
  }
  url_.host_end_ = url_.path_start_ = here();
  append_path_start(text.substr(end));
  return {};
}

UrlError UrlParser::parse_authority(std::string_view text) {
  const std::size_t end = find_slash(text);
  std::string_view authority = text.substr(0, end);
  begin_authority();
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    append_userinfo(authority.substr(0, at));
    authority.remove_prefix(at + 1);
    if (authority.empty()) return "the URL has no host";
  }
  const UrlError error = parse_host_and_port(authority);
  if (!error.empty()) return error;
  url_.path_start_ = here();
  append_path_start(text.substr(end));
  return {};
}

UrlError UrlParser::parse_host_and_port(std::string_view text) {
  const std::size_t colon = find_port(text);
  const std::string_view host = text.substr(0, colon);
  if (host.empty() && (special_ || !text.empty())) {
    return "the URL has no host";
  }
  const UrlError error =
      special_ ? append_host(host, out()) : append_opaque_host(host, out());
  if (!error.empty()) return error;
  url_.host_end_ = here();
  if (colon == std::string_view::npos) return {};
  return parse_port(text.substr(colon + 1));
}

UrlError UrlParser::parse_port(std::string_view text) {
  if (text.empty()) return {};
  unsigned port = 0;
  for (const char c : text) {
    if (is_digit(c)) port = port * 10 + static_cast<unsigned>(c - '0');
    if (!is_digit(c) || port > 65535) {
      return "the port is not a number from 0 to 65535";
    }
  }
  const SpecialScheme* known = special_scheme(url_.scheme());
  if (known != nullptr && known->port == port) return {};
  url_.port_ = static_cast<std::uint16_t>(port);
  out() += ':';
  out() += std::to_string(port);
  return {};
}

/// Appends the start of an authority with an empty host.
void UrlParser::begin_authority() {
  out() += "//";
  url_.has_host_ = true;
  url_.username_end_ = url_.host_start_ = url_.host_end_ = here();
}

void UrlParser::append_userinfo(std::string_view text) {
  const std::optional<std::string_view> password = cut_off(text, ':');
  append_encoded(text, kUserinfoEncode, out());
  url_.username_end_ = here();
  if (password && !password->empty()) {
    out() += ':';
    append_encoded(*password, kUserinfoEncode, out());
  }
  if (here() > url_.host_start_) out() += '@';
  url_.host_start_ = here();
}

void UrlParser::no_authority() {
  url_.username_end_ = url_.host_start_ = url_.host_end_ = url_.path_start_ =
      here();
}

/// Copies the authority of the base URL. Its offsets stay valid, because both
/// URLs have the same scheme.
void UrlParser::copy_authority() {
  if (!base_->has_host_) return no_authority();
  out().append(base_->href_, here(), base_->path_start_ - here());
  url_.has_host_ = true;
  url_.username_end_ = base_->username_end_;
  url_.host_start_ = base_->host_start_;
  url_.host_end_ = base_->host_end_;
  url_.path_start_ = base_->path_start_;
  url_.port_ = base_->port_;
}

void UrlParser::copy_path() {
  out() += base_->pathname();
  url_.has_opaque_path_ = base_->has_opaque_path_;
}

/// Resolves the relative path `text` against the path of the base URL. An empty
/// `text` keeps that path.
void UrlParser::append_to_base_path(std::string_view text) {
  copy_path();
  if (text.empty()) {
    inherit_query();
  } else {
    shorten_path();
    append_path(text);
  }
}

void UrlParser::inherit_query() {
  if (query_ || base_->search_start_ == base_->fragment_start_) return;
  query_ = base_->view(base_->search_start_ + 1, base_->fragment_start_);
}

std::size_t UrlParser::find_slash(std::string_view text) const {
  return std::min(text.find_first_of(special_ ? "/\\" : "/"), text.size());
}

/// Appends the path after an authority. The path of a special URL is never
/// empty.
void UrlParser::append_path_start(std::string_view text) {
  if (text.empty() && !special_) return;
  append_path(text.substr(starts_with_slash(text) ? 1 : 0));
}

/// Appends the segments of a path, without its leading slash, and resolves dot
/// segments.
void UrlParser::append_path(std::string_view segments) {
  if (!file_ && is_plain_path(segments)) {
    out() += '/';
    out() += segments;
    return;
  }
  while (true) {
    const std::size_t end = find_slash(segments);
    const bool last = end == segments.size();
    append_segment(segments.substr(0, end), last);
    if (last) return;
    segments.remove_prefix(end + 1);
  }
}

void UrlParser::append_segment(std::string_view segment, bool last) {
  const int dots = dots_in(segment);
  if (dots > 0) {
    if (dots == 2) shorten_path();
    if (last) out() += '/';
    return;
  }
  const bool drive = file_ && path().empty() && is_drive_letter(segment);
  out() += '/';
  if (drive) {
    out() += segment.front();
    out() += ':';
  } else {
    append_encoded(segment, kPathEncode, out());
  }
}

/// Appends an opaque path. A space before `?` or `#` is percent-encoded, so
/// that it is not lost when the query and the fragment are removed.
void UrlParser::append_opaque_path(std::string_view text) {
  url_.has_opaque_path_ = true;
  const bool space = text.ends_with(' ') && (query_ || fragment_);
  if (space) text.remove_suffix(1);
  append_encoded(text, kC0ControlEncode, out());
  if (space) out() += "%20";
}

/// Removes the last path segment, unless it is the drive letter of a file URL.
void UrlParser::shorten_path() {
  if (file_ && path().size() == 3 &&
      is_normalized_drive_letter(path().substr(1))) {
    return;
  }
  const std::size_t slash = path().rfind('/');
  if (slash != std::string_view::npos) out().resize(url_.path_start_ + slash);
}

/// Prepends `/.` to a path that starts with two slashes, which would otherwise
/// be parsed as an authority.
void UrlParser::guard_path() {
  if (url_.has_host_ || url_.has_opaque_path_ || !path().starts_with("//")) {
    return;
  }
  out().insert(url_.path_start_, "/.");
  url_.path_start_ += 2;
}

void UrlParser::append_query_and_fragment() {
  url_.search_start_ = here();
  if (query_) {
    out() += '?';
    append_encoded(*query_, special_ ? kSpecialQueryEncode : kQueryEncode,
                   out());
  }
  url_.fragment_start_ = here();
  if (fragment_) {
    out() += '#';
    append_encoded(*fragment_, kFragmentEncode, out());
  }
}

}  // namespace gfetch::web
