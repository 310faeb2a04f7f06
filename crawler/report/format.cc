#include "gfetch/report/format.h"

#include <array>

namespace gfetch::report {
namespace {

// The names of the output formats, in the order of the enumeration Format.
constexpr std::array<std::string_view, 5> kNames = {"text", "jsonl", "json",
                                                    "csv", "tsv"};

}  // namespace

std::span<const std::string_view> format_names() {
  return kNames;
}

std::unique_ptr<RecordFormat> make_format(Format format,
                                          const FieldList& fields,
                                          Colour colour) {
  switch (format) {
    case Format::kJsonl:
      return jsonl_format(fields);
    case Format::kJson:
      return json_format(fields);
    case Format::kCsv:
      return csv_format(fields);
    case Format::kTsv:
      return tsv_format(fields);
    case Format::kText:
      break;
  }
  return text_format(colour);
}

}  // namespace gfetch::report
