#pragma once
/// Conditional requests (RFC 9110, 13).

#include <ctime>
#include <optional>
#include <string_view>

namespace gfetch::http::server {

/// The fields of a request that make it conditional, absent ones without value.
struct ConditionFields {
  std::optional<std::string_view> if_match = {};
  std::optional<std::string_view> if_none_match = {};
  std::optional<std::string_view> if_modified_since = {};
  std::optional<std::string_view> if_unmodified_since = {};
  std::optional<std::string_view> if_range = {};
};

/// What a resource is now: its entity tag with the quotes, and when it was
/// changed last.
struct Validators {
  std::string_view etag;
  std::time_t modified = 0;
};

/// What a GET or HEAD is answered with.
enum class Verdict {
  kWhole,        ///< all of it; 200
  kRanges,       ///< what Range asks for, if the request has it; 206
  kNotModified,  ///< 304
  kFailed,       ///< 412
};

/// Evaluates the conditions in the order of RFC 9110, 13.2.2.
Verdict evaluate(const ConditionFields& fields, const Validators& now);

}  // namespace gfetch::http::server
