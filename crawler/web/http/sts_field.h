#pragma once
/// A Strict-Transport-Security field (RFC 6797, 6.1).

#include <chrono>
#include <optional>
#include <string_view>

namespace gfetch::web {

struct StsField {
  std::chrono::seconds max_age{0};  ///< at most a hundred years
  bool include_subdomains = false;
};

/// Nothing: it is not as the RFC has it, and so to be ignored.
std::optional<StsField> parse_sts_field(std::string_view field);

}  // namespace gfetch::web
