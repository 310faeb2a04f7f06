#pragma once
/// One field's value as JSON and as the text of a cell.

#include <string>

#include "gfetch/report/fields.h"
#include "web/text/escape.h"

namespace gfetch::report {

/// Appends `value` as JSON; nothing, and false, when it is absent.
bool append_json(std::string& out, const FieldValue& value);

/// Appends `value` as text: strings escaped by `escaping`, a list as its JSON,
/// nothing for what is absent or null.
void append_cell(std::string& out, const FieldValue& value,
                 web::Escaping escaping);

/// As append_cell, for a table that a spreadsheet may read: text that it would
/// take for a formula gets an apostrophe before it.
void append_table_cell(std::string& out, const FieldValue& value,
                       web::Escaping escaping);

}  // namespace gfetch::report
