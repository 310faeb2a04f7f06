#include "gfetch/net/error.h"

#include <array>
#include <cerrno>
#include <cstddef>

namespace gfetch {
namespace {

// The names of the error kinds, in the order of ErrorKind.
constexpr std::array<std::string_view, 33> kNames = {
    "bad_url",
    "unsupported_scheme",
    "dns_nxdomain",
    "dns_timeout",
    "dns_temporary",
    "connect_refused",
    "connect_timeout",
    "connect_unreachable",
    "tls_expired",
    "tls_not_yet_valid",
    "tls_wrong_host",
    "tls_self_signed",
    "tls_untrusted",
    "tls_revoked",
    "tls_weak",
    "tls_protocol",
    "tls_other",
    "timeout",
    "idle_timeout",
    "reset",
    "empty_reply",
    "truncated",
    "header_too_large",
    "body_too_large",
    "bad_response",
    "decode_error",
    "too_many_redirects",
    "bad_redirect",
    "private_address",
    "http_status",
    "io",
    "killed",
    "other",
};
static_assert(kNames.size() == static_cast<std::size_t>(ErrorKind::kOther) + 1);

}  // namespace

std::string_view name_of(ErrorKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

bool Error::out_of_descriptors() const noexcept {
  return system_error == EMFILE || system_error == ENFILE;
}

}  // namespace gfetch
