#pragma once
/// The fields of a record: the one table that jsonl, json, csv, tsv, --fields,
/// -w and the documentation are renderings of.

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::report {

/// What a visit has no value for: left out of JSON, an empty cell elsewhere.
using Absent = std::monostate;

/// One field of one visit. Views look into the visit.
using FieldValue =
    std::variant<Absent, std::nullptr_t, bool, std::uint64_t, std::string_view,
                 Duration, std::chrono::system_clock::time_point,
                 std::span<const crawl::Hop>>;

struct Field {
  /// As in JSON; a dot leads into an object: `timing.total`.
  std::string_view name;
  /// `string`, `integer`, `seconds`, `boolean`, `time` or `list`.
  std::string_view type;
  std::string_view doc;  ///< one sentence
  FieldValue (*value)(const crawl::Visit& visit);
};

/// All fields, in the order in which records print them.
std::span<const Field> all_fields();

/// A choice of fields, in the order in which they were asked for.
using FieldList = std::vector<const Field*>;

/// Every field.
FieldList every_field();

/// The fields that a list such as `url,status_code,timing.total` names. The
/// name of an object (`timing`) stands for all its fields; a field named twice
/// comes once.
Result<FieldList, UsageError> parse_fields(std::string_view list);

}  // namespace gfetch::report
