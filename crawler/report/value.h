#pragma once
/// Formats the value of a field as JSON and as a table cell.

#include <string>

#include "gfetch/report/fields.h"
#include "web/text/escape.h"

namespace gfetch::report {

/// Appends `value` as JSON. Appends nothing and returns false when it is
/// absent.
bool append_json(std::string& out, const FieldValue& value);

/// Appends `value` as text. Strings are escaped by `escaping`, a list is
/// written as JSON, and an absent or null value is empty.
void append_cell(std::string& out, const FieldValue& value,
                 web::Escaping escaping);

/// Appends `value` like append_cell, for a table that a spreadsheet may read:
/// an apostrophe is put before text that would be a formula.
void append_table_cell(std::string& out, const FieldValue& value,
                       web::Escaping escaping);

}  // namespace gfetch::report
