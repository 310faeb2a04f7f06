#include "gfetch/web/url.h"

#include <utility>

#include "web/text/ascii.h"
#include "web/url/parser.h"

namespace gfetch::web {
namespace {

Error bad_url(std::string_view sentence) {
  return {ErrorKind::kBadUrl, std::string(sentence)};
}

/// Returns true if `text`, which follows a name and a colon, is a port and a
/// path.
bool is_port_and_path(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == text.size()) return digits > 0;
  return digits > 0 &&
         std::string_view("/\\?#").find(text[digits]) != std::string_view::npos;
}

/// Returns the scheme that the user typed; nothing when the name before the
/// colon is a host, as in `localhost:8080` and `example.org:`. A scheme has no
/// dot in its name and is not followed by a port.
std::optional<std::string_view> typed_scheme(std::string_view text) {
  const std::optional<std::size_t> length = scheme_length(text);
  if (!length) return std::nullopt;
  const std::string_view name = text.substr(0, *length);
  const std::string_view rest = text.substr(*length + 1);
  if (rest.starts_with("//")) return name;
  const bool host =
      is_port_and_path(rest) || name.find('.') != std::string_view::npos;
  return host ? std::nullopt : std::optional(name);
}

Error unsupported(std::string_view scheme) {
  return {
      ErrorKind::kUnsupportedScheme,
      "gfetch fetches http:// and https://, not " + std::string(scheme) + ":"};
}

}  // namespace

std::uint32_t Url::authority_start() const {
  return scheme_end_ + (has_host_ ? 3 : 1);
}

std::string_view Url::username() const {
  if (!has_credentials()) return {};
  return view(authority_start(), username_end_);
}

std::string_view Url::password() const {
  if (!has_credentials() || username_end_ + 1 == host_start_) return {};
  return view(username_end_ + 1, host_start_ - 1);
}

std::string_view Url::hostname_for_connect() const {
  const std::string_view name = host();
  if (!name.starts_with('[')) return name;
  return name.substr(1, name.size() - 2);
}

std::uint16_t Url::effective_port() const {
  if (port_) return *port_;
  const SpecialScheme* known = special_scheme(scheme());
  return known == nullptr ? std::uint16_t{0} : known->port;
}

std::string_view Url::search() const {
  const std::string_view query = view(search_start_, fragment_start_);
  return query == "?" ? std::string_view() : query;
}

std::string_view Url::fragment() const {
  const std::string_view whole =
      view(fragment_start_, static_cast<std::uint32_t>(href_.size()));
  return whole == "#" ? std::string_view() : whole;
}

bool Url::is_http() const {
  return scheme() == "http" || scheme() == "https";
}

http::Origin Url::origin() const {
  return {std::string(scheme()), std::string(hostname_for_connect()),
          effective_port()};
}

std::string Url::without_fragment() const {
  return href_.substr(0, fragment_start_);
}

std::string Url::request_url() const {
  std::string url = without_fragment();
  if (has_credentials()) {
    url.erase(authority_start(), host_start_ - authority_start());
  }
  return url;
}

http::RequestUrl Url::to_request() const {
  if (!is_http()) return request_url();
  return {origin(), view(path_start_, fragment_start_)};
}

std::string Url::redacted() const {
  std::string url = href_;
  if (!password().empty()) {
    url.replace(username_end_ + 1, password().size(), "***");
  }
  return url;
}

Result<Url> parse_url(std::string_view input, const Url* base) {
  return UrlParser(base).parse(input);
}

Result<Url> parse_http_url(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    return bad_url("the URL contains a NUL byte");
  }
  text = trim(text);
  if (text.empty()) return bad_url("the URL is empty");
  const std::optional<std::string_view> scheme = typed_scheme(text);
  if (scheme) {
    Result<Url> url = parse_url(text);
    if (url && !url->is_http()) return unsupported(url->scheme());
    return url;
  }
  if (text.starts_with("//")) text.remove_prefix(2);
  if (text.starts_with('/') || text.starts_with('.')) {
    return bad_url("the URL is only a path; put http:// and a host before it");
  }
  return parse_url("http://" + std::string(text));
}

}  // namespace gfetch::web
