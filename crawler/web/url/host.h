#pragma once
/// The host of a URL: a domain, an IPv4 or IPv6 address, or an opaque name.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Why something is no URL: a sentence that lives for ever; empty when it is
/// one.
using Complaint = std::string_view;

/// Appends the host that `text` spells, serialised: `0x7f.1` as `127.0.0.1`,
/// `BÜCHER.de` as `xn--bcher-kva.de`. With a complaint `out` may hold a part.
[[nodiscard]] Complaint append_host(std::string_view text, std::string& out);

/// Appends the host of a URL whose scheme the standard does not know: only
/// IPv6 addresses have a meaning, the rest is percent-encoded.
[[nodiscard]] Complaint append_opaque_host(std::string_view text,
                                           std::string& out);

}  // namespace gfetch::web
