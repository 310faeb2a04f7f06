#pragma once
/// URLs as the WHATWG URL Standard has them: parsed, normalised, serialised.
/// Every URL that gfetch compares, counts, asks for or prints is one of these,
/// so that two spellings of one address are the same string everywhere.
///
///   Result<Url> page = parse_http_url("Example.org:80/a/../b?q#top");
///   page->href();                        // "http://example.org/b?q#top"
///   Result<Url> next = parse_url("../c", &*page);
///   next->href();                        // "http://example.org/c"
///
/// Input is bytes, taken as UTF-8. A byte that is no UTF-8 is percent-encoded
/// as it is, which keeps what a Latin-1 server meant; in a host it is an error.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/http/http.h"
#include "gfetch/net/result.h"

namespace gfetch::web {

class UrlParser;

/// An absolute URL: one string, and where its parts lie in it.
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
/// An absent part is empty: its start is where the next one starts.
/// The views that the parts are given as live as long as the Url.
class Url {
 public:
  /// No URL at all: every part is empty. Only parsing makes a real one.
  Url() = default;

  /// The whole, serialised: the one spelling that equal URLs share.
  /// Never blocks.
  const std::string& href() const { return href_; }

  /// Without the colon, in lower case: `http`.
  /// Never blocks.
  std::string_view scheme() const { return view(0, scheme_end_); }

  /// Percent-encoded, as it stands in href(); so is password().
  /// Never blocks.
  std::string_view username() const;
  std::string_view password() const;

  /// The host, ASCII and in lower case; an IPv6 address in brackets.
  /// Never blocks.
  std::string_view host() const { return view(host_start_, host_end_); }

  /// The host as a resolver or a socket wants it: no brackets.
  /// Never blocks.
  std::string_view hostname_for_connect() const;

  /// The port that was named; absent when it is the scheme's own.
  /// Never blocks.
  std::optional<std::uint16_t> port() const { return port_; }

  /// The port to connect to: port(), or the scheme's own; 0 for a scheme
  /// that has none.
  /// Never blocks.
  std::uint16_t effective_port() const;

  /// Never empty for http and https.
  /// Never blocks.
  std::string_view pathname() const { return view(path_start_, search_start_); }

  /// With its `?`; empty when there is no query or an empty one.
  /// Never blocks.
  std::string_view search() const;

  /// With its `#`; empty when there is no fragment or an empty one.
  /// Never blocks.
  std::string_view fragment() const;

  /// Whether there is a `#` at all, were the fragment empty.
  /// Never blocks.
  bool has_fragment() const { return fragment_start_ < href_.size(); }

  /// Whether it names a user or a password.
  /// Never blocks.
  bool has_credentials() const { return host_start_ > authority_start(); }

  /// Whether gfetch may ask the network for it: the scheme is http or https.
  /// Never blocks.
  bool is_http() const;

  /// Scheme, host and effective port.
  /// Never blocks.
  http::Origin origin() const;

  /// What a page is known by: href() up to the `#`.
  /// Never blocks.
  std::string without_fragment() const;

  /// What goes on the wire: neither user, password nor fragment.
  /// Never blocks.
  std::string request_url() const;

  /// What people and records may see: the password is `***`.
  /// Never blocks.
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
  bool has_host_ = false;         ///< `file:///` has an empty one, `data:` none
  bool has_opaque_path_ = false;  ///< as in `mailto:`: no base for others
};

/// Parses `input`, against `base` when there is one. Any scheme is a URL here:
/// what may be fetched is decided later. The error is kBadUrl and a sentence.
/// Never blocks.
Result<Url> parse_url(std::string_view input, const Url* base = nullptr);

/// Parses what a user typed: a line of the input, an argument. `example.org`,
/// `localhost:8080/a` and `//host/` get `http://` in front. The error is
/// kBadUrl, or kUnsupportedScheme for what is neither http nor https, and a
/// sentence that says what to change.
/// Never blocks.
Result<Url> parse_http_url(std::string_view text);

/// `text` with every `%41` made the byte it stands for; a `%` that starts no
/// such triple stays.
/// Never blocks.
std::string percent_decode(std::string_view text);

}  // namespace gfetch::web
