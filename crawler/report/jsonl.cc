#include "gfetch/report/format.h"
#include "report/record.h"

namespace gfetch::report {
namespace {

class JsonlFormat final : public RecordFormat {
 public:
  explicit JsonlFormat(const FieldList& fields) : writer_(fields) {}

  void record(std::string& out, const crawl::Visit& visit) override {
    writer_.append(out, visit);
    out.push_back('\n');
  }

 private:
  RecordWriter writer_;
};

}  // namespace

std::unique_ptr<RecordFormat> jsonl_format(const FieldList& fields) {
  return std::make_unique<JsonlFormat>(fields);
}

}  // namespace gfetch::report
