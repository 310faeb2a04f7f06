#pragma once
/// Helpers for the declaration of options: setters, which parse a value and
/// store it, and the tables of words that an option accepts.
///
///   store(options.politeness.delay, parse_duration)
///   flag(options.dry_run)

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/base/values.h"
#include "cli/options/option_table.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// The upper limit of the numbers of pages, retries and redirects in options.
inline constexpr std::uint64_t kMany = std::numeric_limits<std::int32_t>::max();

/// Reasons to reject an option that several options share.
inline constexpr std::string_view kReadsWholePages =
    "is of no use where links are to be followed: pages have to be read whole";
inline constexpr std::string_view kWritesFindings =
    "does not go with check, which writes findings";

/// Returns true if the command follows links. For use with refused_if().
inline bool follows_links(const Options& options) {
  return crawls(options.command);
}

/// Returns a setter that parses the value by `parse` and stores it in `target`.
template <class Target, class Parse>
Setter store(Target& target, Parse parse) {
  return [&target, parse](std::string_view text) -> std::optional<UsageError> {
    auto value = parse(text);
    if (!value) return value.error();
    target = std::move(*value);
    return std::nullopt;
  };
}

/// Returns a setter that appends each value of a repeated option to `target`.
template <class Target, class Parse>
Setter append(std::vector<Target>& target, Parse parse) {
  return [&target, parse](std::string_view text) -> std::optional<UsageError> {
    auto value = parse(text);
    if (!value) return value.error();
    target.push_back(std::move(*value));
    return std::nullopt;
  };
}

/// Converts the result of a library's parser: its Error becomes a UsageError.
template <class T>
auto from(Result<T> (*parse)(std::string_view)) {
  return [parse](std::string_view text) -> Parsed<T> {
    Result<T> value = parse(text);
    if (!value) return UsageError{value.error().message};
    return std::move(*value);
  };
}

/// Returns a setter for a flag, which stores `when_true` or `when_false`.
template <class T>
Setter flag(T& target, T when_true, T when_false) {
  return [=, &target](std::string_view text) -> std::optional<UsageError> {
    const Parsed<bool> value = parse_bool(text);
    if (!value) return value.error();
    target = *value ? when_true : when_false;
    return std::nullopt;
  };
}

inline Setter flag(bool& target) {
  return flag(target, true, false);
}

/// Returns a parser for whole numbers in the range of `Int`.
template <class Int>
auto count(std::uint64_t least, std::uint64_t most) {
  return [=](std::string_view text) -> Parsed<Int> {
    const Parsed<std::uint64_t> value = parse_count(text, least, most);
    if (!value) return value.error();
    return static_cast<Int>(*value);
  };
}

/// Parses the path of a file, which must not be empty.
Parsed<std::string> parse_path(std::string_view text);

}  // namespace gfetch
