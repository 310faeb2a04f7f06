#include <string>

#include "gfetch/report/format.h"
#include "report/value.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

class TsvFormat final : public RecordFormat {
 public:
  explicit TsvFormat(const FieldList& fields) : fields_(fields) {}

  void begin(std::string& out) override {
    for (const Field* field : fields_) {
      if (field != fields_.front()) out.push_back('\t');
      out.append(field->name);
    }
    out.push_back('\n');
  }

  void record(std::string& out, const crawl::Visit& visit) override {
    for (const Field* field : fields_) {
      if (field != fields_.front()) out.push_back('\t');
      append_table_cell(out, field->value(visit), web::Escaping::kTsv);
    }
    out.push_back('\n');
  }

 private:
  FieldList fields_;
};

}  // namespace

std::unique_ptr<RecordFormat> tsv_format(const FieldList& fields) {
  return std::make_unique<TsvFormat>(fields);
}

}  // namespace gfetch::report
