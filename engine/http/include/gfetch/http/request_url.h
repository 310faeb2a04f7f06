#pragma once
/// The URL of a request, and its origin.
///
///   const gfetch::http::RequestUrl url("HTTP://Example.org:80/a b#top");
///   connect_to(url.origin());  // http, example.org, 80
///   ask_for(url.text());       // http://example.org/a%20b
///
///   const gfetch::http::RequestUrl bad("127.0.0.1:80/");
///   if (!bad.valid()) report(bad.error());  // it has no scheme

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/net/error.h"

namespace gfetch::http {

/// The origin of a URL (RFC 6454): scheme, host and port. A connection is made
/// to an origin, and credentials are never sent to another origin.
struct Origin {
  std::string scheme;  ///< the URL's scheme: `http` or `https`
  /// The host name in lower-case ASCII; an IPv6 address without brackets.
  std::string host;
  std::uint16_t port = 0;

  /// True if the host is an IP address. Requires the origin of a valid URL,
  /// where a host whose last label is a number is an IPv4 address.
  bool is_address() const noexcept;

  bool operator==(const Origin&) const = default;
};

/// An absolute http or https URL, without userinfo and fragment, and its
/// origin. The origin is derived from the text, so that the two cannot
/// contradict each other. This is the only parser of URLs in the engine.
///
/// It takes ASCII text that begins with `http://` or `https://`, in any case. A
/// URL that is serialised as the WHATWG URL Standard has it stays as it is. In
/// all other text that it takes it finds the origin that the Standard finds:
/// scheme and host become lower case; a default port, userinfo and fragment are
/// removed; characters that the Standard percent-encodes are encoded. The path
/// stays as it is otherwise: dot segments are sent to the server.
///
/// All other text is invalid. No scheme is guessed, an international host must
/// be in its ASCII form (`xn--bcher-kva.example`), an IPv4 address must have
/// four decimal numbers; control characters, backslashes in the path, and
/// percent escapes in the host are refused. gfetch/web/url.h of the crawler
/// parses such text by the Standard.
class RequestUrl {
 public:
  /// Constructs an invalid URL.
  RequestUrl() = default;
  /// Constructs the URL that `text` is; see valid().
  RequestUrl(std::string_view text);
  RequestUrl(const std::string& text) : RequestUrl(std::string_view(text)) {}
  RequestUrl(const char* text) : RequestUrl(std::string_view(text)) {}
  /// Constructs the URL that consists of `origin` and `target`, the path and
  /// query. Requires that both are serialised as the Standard has it, and that
  /// the scheme is http or https: this does not parse them again.
  RequestUrl(Origin origin, std::string_view target);

  bool valid() const noexcept { return fault_.empty(); }
  /// The reason why the URL is invalid: kUnsupportedScheme for an absolute URL
  /// of another scheme, otherwise kBadUrl. Requires that valid() is false.
  Error error() const;

  /// The serialised URL; of an invalid one the text that it was made of.
  const std::string& text() const noexcept { return text_; }
  /// The origin of the URL; of an invalid one an empty origin.
  const Origin& origin() const noexcept { return origin_; }

  bool operator==(const RequestUrl&) const = default;

 private:
  std::string text_;
  Origin origin_;
  std::string_view fault_ = "the URL is missing";  // empty: valid
};

}  // namespace gfetch::http
