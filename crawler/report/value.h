#pragma once
/// Formats the value of a field as JSON and as a table cell.

#include <string>

#include "gfetch/report/fields.h"
#include "web/text/escape.h"

namespace gfetch::report {

/// Appends a field's value as JSON. Appends nothing and returns false when the
/// value is absent.
bool append_json(std::string& out, const FieldValue& value);

/// Appends a field's value as the text of a table cell. Strings are escaped by
/// `escaping`, a list is written as JSON, and an absent or null value is empty.
void append_cell(std::string& out, const FieldValue& value,
                 web::Escaping escaping);

/// Appends a value as append_cell does, for a table that a spreadsheet may
/// open: an apostrophe is put before text that would be a formula.
void append_table_cell(std::string& out, const FieldValue& value,
                       web::Escaping escaping);

}  // namespace gfetch::report
