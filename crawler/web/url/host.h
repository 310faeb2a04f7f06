#pragma once
/// The host of a URL: a domain, an IPv4 or IPv6 address, or an opaque name.

#include <string>
#include <string_view>

namespace gfetch::web {

/// A sentence that says why a text is not a URL, with static lifetime; empty
/// when it is one.
using UrlError = std::string_view;

/// Appends the serialised host of a special URL: `0x7f.1` as `127.0.0.1`,
/// `BÜCHER.de` as `xn--bcher-kva.de`. After an error `out` may hold a part of
/// it.
[[nodiscard]] UrlError append_host(std::string_view text, std::string& out);

/// Appends the host of a URL whose scheme is not special: an IPv6 address, or
/// an opaque host, which is percent-encoded.
[[nodiscard]] UrlError append_opaque_host(std::string_view text,
                                          std::string& out);

}  // namespace gfetch::web
