#include <cstddef>
#include <string>
#include <string_view>

#include "gfetch/report/format.h"
#include "report/value.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

// Spreadsheets of some languages separate cells by semicolons, and some
// programs by tabs: a cell that holds one must not become two.
bool needs_quotes(std::string_view cell) {
  return cell.find_first_of(",;\t\"\r\n") != std::string_view::npos ||
         cell.starts_with(' ') || cell.ends_with(' ');
}

void append_quoted(std::string& out, std::string_view cell) {
  out.push_back('"');
  for (const char letter : cell) {
    if (letter == '"') out.push_back('"');
    out.push_back(letter);
  }
  out.push_back('"');
}

class CsvFormat final : public RecordFormat {
 public:
  explicit CsvFormat(const FieldList& fields) : fields_(fields) {}

  void begin(std::string& out) override {
    for (const Field* field : fields_) {
      if (field != fields_.front()) out.push_back(',');
      out.append(field->name);
    }
    out.append("\r\n");
  }

  void record(std::string& out, const crawl::Visit& visit) override {
    for (const Field* field : fields_) {
      if (field != fields_.front()) out.push_back(',');
      cell_.clear();
      append_table_cell(cell_, field->value(visit), web::Escaping::kText);
      if (needs_quotes(cell_)) {
        append_quoted(out, cell_);
      } else {
        out.append(cell_);
      }
    }
    out.append("\r\n");
  }

 private:
  FieldList fields_;
  std::string cell_;  ///< the current cell; a member to reuse its memory
};

}  // namespace

std::unique_ptr<RecordFormat> csv_format(const FieldList& fields) {
  return std::make_unique<CsvFormat>(fields);
}

}  // namespace gfetch::report
