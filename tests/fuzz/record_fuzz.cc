// Fuzzes the output formats: the record of any visit is one line (or one value)
// in each format, can be parsed again, and contains nothing that moves a
// terminal's cursor.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/web/text/utf8.h"
#include "gfetch/report/format.h"
#include "gfetch/report/write_out.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

gfetch::crawl::Visit visit_of(std::string_view rest) {
  gfetch::crawl::Visit visit;
  visit.outcome = gfetch::crawl::Outcome::kFetched;
  visit.url = gfetch::fuzz::take_line(rest);
  visit.id = gfetch::fuzz::take_line(rest);
  visit.reason = gfetch::fuzz::take_line(rest);
  visit.redirects.push_back({std::string(rest), 301});
  visit.headers = {{"Content-Type", std::string(rest)},
                   {"Location", visit.url}};
  visit.status_code = 302;
  visit.final_url = visit.url;
  visit.error = gfetch::Error{gfetch::ErrorKind::kOther, std::string(rest)};
  return visit;
}

std::string record_of(gfetch::report::RecordFormat& format,
                      const gfetch::crawl::Visit& visit) {
  std::string out;
  format.record(out, visit);
  require(gfetch::web::is_valid_utf8(out));
  return out;
}

/// Returns the cells of a CSV line by RFC 4180.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool doubled = quoted && line.substr(i, 2) == "\"\"";
    if (doubled) {
      cells.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  require(!quoted);
  return cells;
}

void check_cell(const std::string& cell) {
  const bool number = cell.find_first_not_of("-0123456789.") == cell.npos;
  require(cell.empty() || number ||
          std::string_view("=+-@").find(cell[0]) == std::string_view::npos);
}

void check_tables(const gfetch::crawl::Visit& visit) {
  const gfetch::report::FieldList fields = gfetch::report::every_field();
  const auto csv = gfetch::report::csv_format(fields);
  std::string line = record_of(*csv, visit);
  require(line.ends_with("\r\n"));
  line.resize(line.size() - 2);
  for (const char c : line) require(c != '\n' && c != '\r' && c != '\t');
  const std::vector<std::string> cells = cells_of(line);
  require(cells.size() == fields.size());
  for (const std::string& cell : cells) check_cell(cell);
  const auto tsv = gfetch::report::tsv_format(fields);
  line = record_of(*tsv, visit);
  require(line.ends_with('\n'));
  line.pop_back();
  std::size_t tabs = 0;
  for (const char c : line) tabs += c == '\t' ? 1 : 0;
  require(tabs + 1 == fields.size());
}

void check_json(const gfetch::crawl::Visit& visit) {
  const auto jsonl =
      gfetch::report::jsonl_format(gfetch::report::every_field());
  const std::string line = record_of(*jsonl, visit);
  require(line.find('\n') == line.size() - 1);
  const auto json = nlohmann::json::parse(line, nullptr, false);
  require(json.is_object());
  require(json["url"].get<std::string>() ==
          gfetch::web::to_valid_utf8(visit.url));
}

void check_template(std::string_view text, const gfetch::crawl::Visit& visit) {
  const auto write_out = gfetch::report::WriteOut::parse(text);
  if (!write_out) return require(!write_out.error().message.empty());
  std::string out;
  write_out->append(out, visit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  const gfetch::crawl::Visit visit = visit_of(text);
  check_json(visit);
  check_tables(visit);
  check_template(text, visit);
  const auto plain = gfetch::report::text_format(gfetch::report::Colour::kOff);
  std::string line = record_of(*plain, visit);
  require(line.ends_with('\n'));
  line.pop_back();
  for (const char c : line) {
    require(static_cast<unsigned char>(c) >= ' ' && c != 0x7F);
  }
  return 0;
}
