#pragma once
/// The parser of the Strict-Transport-Security header (RFC 6797, 6.1).

#include <chrono>
#include <optional>
#include <string_view>

namespace gfetch::web {

struct StsField {
  std::chrono::seconds max_age{0};  ///< at most 100 years
  bool include_subdomains = false;
};

/// Parses the header's value. Returns nothing for a syntax error; the header
/// must then be ignored.
std::optional<StsField> parse_sts_field(std::string_view field);

}  // namespace gfetch::web
