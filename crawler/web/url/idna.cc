#include "web/url/idna.h"

#include <cstdint>

#include <unicode/uidna.h>

namespace gfetch::web {
namespace {

/// What ICU checks always, and the URL Standard does not ask for.
constexpr std::uint32_t kForgiven =
    UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
    UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
    UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

/// Opened once, for good; ICU lets all threads use it at once.
const UIDNA* mapping() {
  static const UIDNA* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                               UIDNA_NONTRANSITIONAL_TO_ASCII |
                               UIDNA_NONTRANSITIONAL_TO_UNICODE,
                           &status);
  }();
  return instance;
}

}  // namespace

bool append_domain_to_ascii(std::string_view domain, std::string& out) {
  if (mapping() == nullptr) return false;
  const std::size_t start = out.size();
  // Punycode is rarely longer than UTF-8; when it is, ICU says how long.
  std::size_t room = domain.size() + 32;
  while (true) {
    out.resize(start + room);
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t length = uidna_nameToASCII_UTF8(
        mapping(), domain.data(), static_cast<std::int32_t>(domain.size()),
        out.data() + start, static_cast<std::int32_t>(room), &info, &status);
    const auto needed = static_cast<std::size_t>(length);
    if (status == U_BUFFER_OVERFLOW_ERROR && needed > room) {
      room = needed;
      continue;
    }
    const bool valid = U_SUCCESS(status) && (info.errors & ~kForgiven) == 0;
    out.resize(valid ? start + needed : start);
    return valid;
  }
}

}  // namespace gfetch::web
