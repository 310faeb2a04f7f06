#pragma once
/// URLs by the WHATWG URL Standard: parsed, normalised, serialised. Every URL
/// that gfetch compares, counts, requests or prints is a Url, so that all
/// spellings of one URL are the same string everywhere.
///
///   Result<Url> page = parse_http_url("Example.org:80/a/../b?q#top");
///   page->href();                        // "http://example.org/b?q#top"
///   Result<Url> next = parse_url("../c", &*page);
///   next->href();                        // "http://example.org/c"
///
/// Input is bytes, read as UTF-8. A byte that is not part of valid UTF-8 is
/// percent-encoded, so that a server that expects Latin-1 gets the same byte;
/// in a host it is an error.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/http/http.h"
#include "gfetch/net/result.h"

namespace gfetch::web {

class UrlParser;

/// An absolute URL: one string, and the offsets of its parts.
///
///   https://user:pass@example.org:8443/a/b?q=1#top
///        |      |     |          |    |   |    |
///        |      |     |          |    |   |    fragment_start_
///        |      |     |          |    |   search_start_
///        |      |     |          |    path_start_
///        |      |     |          host_end_
///        |      |     host_start_
///        |      username_end_
///        scheme_end_
///
/// An absent part is empty: its start is the start of the next part. The views
/// that the functions return are valid as long as the Url.
class Url {
 public:
  /// Creates an empty value, all of whose parts are empty. Only parse_url() and
  /// parse_http_url() make valid URLs.
  Url() = default;

  /// Returns the serialised URL. Equal URLs have equal serialisations.
  const std::string& href() const { return href_; }

  /// Returns the scheme without its colon, in lower case: `http`.
  std::string_view scheme() const { return view(0, scheme_end_); }

  /// Returns the user name, percent-encoded as in href().
  std::string_view username() const;
  /// Returns the password, percent-encoded as in href().
  std::string_view password() const;

  /// Returns the host in ASCII and lower case; an IPv6 address has brackets.
  std::string_view host() const { return view(host_start_, host_end_); }

  /// Returns the host without brackets, for resolvers and sockets.
  std::string_view hostname_for_connect() const;

  /// Returns the explicit port; nothing when it is the default port of the
  /// scheme.
  std::optional<std::uint16_t> port() const { return port_; }

  /// Returns the port to connect to: port(), or the default port of the scheme;
  /// 0 for a scheme without a default port.
  std::uint16_t effective_port() const;

  /// Returns the path, which is never empty for http and https.
  std::string_view pathname() const { return view(path_start_, search_start_); }

  /// Returns the query with its `?`; empty when the query is absent or empty.
  std::string_view search() const;

  /// Returns the fragment with its `#`; empty when the fragment is absent or
  /// empty.
  std::string_view fragment() const;

  /// Returns true if the URL has a fragment, even an empty one.
  bool has_fragment() const { return fragment_start_ < href_.size(); }

  /// Returns true if the URL has a user name or a password.
  bool has_credentials() const { return host_start_ > authority_start(); }

  /// Returns true if the scheme is http or https, the two that gfetch fetches.
  bool is_http() const;

  /// Returns the origin: scheme, host and effective port.
  http::Origin origin() const;

  /// Returns href() without the fragment, which identifies a page.
  std::string without_fragment() const;

  /// Returns the URL to request: without user name, password and fragment.
  std::string request_url() const;

  /// Returns request_url() for the engine; invalid if is_http() is false.
  http::RequestUrl to_request() const;

  /// Returns the URL to print: its password is replaced by `***`.
  std::string redacted() const;

  bool operator==(const Url& other) const { return href_ == other.href_; }

 private:
  friend class UrlParser;

  std::string_view view(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(href_).substr(begin, end - begin);
  }
  std::uint32_t authority_start() const;

  std::string href_;
  std::uint32_t scheme_end_ = 0;
  std::uint32_t username_end_ = 0;
  std::uint32_t host_start_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_start_ = 0;
  std::uint32_t search_start_ = 0;
  std::uint32_t fragment_start_ = 0;
  std::optional<std::uint16_t> port_;
  bool has_host_ = false;  ///< true also for the empty host of `file:///`
  /// True for a URL such as `mailto:a@b`, which cannot be a base URL.
  bool has_opaque_path_ = false;
};

/// Parses `input`, relative to `base` unless `base` is null. Accepts every
/// scheme. The error is kBadUrl.
Result<Url> parse_url(std::string_view input, const Url* base = nullptr);

/// Parses a URL that a user typed: a line of the input or an argument. Prepends
/// `http://` to a URL without a scheme, such as `example.org`,
/// `localhost:8080/a` and `//host/`. The error is kBadUrl, or
/// kUnsupportedScheme for a scheme other than http and https, with a sentence
/// that says what to change.
Result<Url> parse_http_url(std::string_view text);

/// Replaces every percent escape in `text`, such as `%41`, by its byte. A `%`
/// without two hexadecimal digits is unchanged.
std::string percent_decode(std::string_view text);

}  // namespace gfetch::web
