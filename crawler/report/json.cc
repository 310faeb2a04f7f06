#include "gfetch/report/format.h"
#include "report/record.h"

namespace gfetch::report {
namespace {

class JsonFormat final : public RecordFormat {
 public:
  explicit JsonFormat(const FieldList& fields) : writer_(fields) {}

  void begin(std::string& out) override { out.push_back('['); }

  void record(std::string& out, const crawl::Visit& visit) override {
    out.append(empty_ ? "\n" : ",\n");
    empty_ = false;
    writer_.append(out, visit);
  }

  void end(std::string& out) override { out.append(empty_ ? "]\n" : "\n]\n"); }

 private:
  RecordWriter writer_;
  bool empty_ = true;
};

}  // namespace

std::unique_ptr<RecordFormat> json_format(const FieldList& fields) {
  return std::make_unique<JsonFormat>(fields);
}

}  // namespace gfetch::report
