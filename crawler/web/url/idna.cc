#include "web/url/idna.h"

#include <cstdint>

#include <unicode/uidna.h>

namespace gfetch::web {
namespace {

/// The errors that ICU always reports but the URL Standard permits.
constexpr std::uint32_t kPermitted =
    UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
    UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
    UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

/// Returns ICU's IDNA object, which is created once and never freed. All
/// threads may use it at the same time.
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
  // Punycode is rarely longer than UTF-8. If the buffer is too small, ICU
  // returns the required length.
  std::size_t capacity = domain.size() + 32;
  while (true) {
    out.resize(start + capacity);
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t length = uidna_nameToASCII_UTF8(
        mapping(), domain.data(), static_cast<std::int32_t>(domain.size()),
        out.data() + start, static_cast<std::int32_t>(capacity), &info,
        &status);
    const auto needed = static_cast<std::size_t>(length);
    if (status == U_BUFFER_OVERFLOW_ERROR && needed > capacity) {
      capacity = needed;
      continue;
    }
    const bool valid = U_SUCCESS(status) && (info.errors & ~kPermitted) == 0;
    out.resize(valid ? start + needed : start);
    return valid;
  }
}

}  // namespace gfetch::web
