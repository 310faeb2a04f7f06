#pragma once
/// The table of a record's fields. The jsonl, json, csv and tsv formats,
/// --fields, -w and the documentation are all generated from it.

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

/// The value of a field that a visit does not have. JSON omits the field; a
/// table has an empty cell.
using Absent = std::monostate;

/// The value of one field of a visit. String views refer to the visit.
using FieldValue =
    std::variant<Absent, std::nullptr_t, bool, std::uint64_t, std::string_view,
                 Duration, std::chrono::system_clock::time_point,
                 std::span<const crawl::Hop>>;

struct Field {
  /// The field's path in JSON, in which a dot separates an object from its
  /// member: `timing.total`.
  std::string_view name;
  /// The field's type: `string`, `integer`, `seconds`, `boolean`, `time` or
  /// `list`.
  std::string_view type;
  std::string_view doc;  ///< a sentence of documentation
  FieldValue (*value)(const crawl::Visit& visit);
};

/// Returns all fields, in the order of a record.
std::span<const Field> all_fields();

/// A selection of fields, in the order of the user's list.
using FieldList = std::vector<const Field*>;

/// Returns the selection of all fields.
FieldList every_field();

/// Parses a list of field names such as `url,status_code,timing.total`. The
/// name of an object (`timing`) selects all its fields. A repeated field is
/// selected once. An unknown name is an error.
Result<FieldList, UsageError> parse_fields(std::string_view list);

}  // namespace gfetch::report
