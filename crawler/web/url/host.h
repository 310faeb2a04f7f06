#pragma once
/// The host of a URL: a domain, an IPv4 or IPv6 address, or an opaque name.

#include <string>
#include <string_view>

namespace gfetch::web {

/// A sentence with static lifetime that says why a text is not a valid URL;
/// empty when the text is valid.
using UrlError = std::string_view;

/// Appends the serialised host of a URL with a special scheme: `0x7f.1` as
/// `127.0.0.1`, `BÜCHER.de` as `xn--bcher-kva.de`. After an error, a part of
/// the host may have been appended to `out`.
[[nodiscard]] UrlError append_host(std::string_view text, std::string& out);

/// Appends the host of a URL whose scheme is not special: an IPv6 address, or
/// an opaque host, which is percent-encoded.
[[nodiscard]] UrlError append_opaque_host(std::string_view text,
                                          std::string& out);

}  // namespace gfetch::web
