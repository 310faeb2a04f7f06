#include "report/value.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "report/numbers.h"

namespace gfetch::report {
namespace {

void append_hops(std::string& out, std::span<const crawl::Hop> hops) {
  out.push_back('[');
  for (const crawl::Hop& hop : hops) {
    out.append(&hop == hops.data() ? "{\"url\":" : ",{\"url\":");
    web::append_json_string(out, hop.url);
    out.append(",\"status_code\":");
    append_number(out, static_cast<std::uint64_t>(hop.status_code));
    out.push_back('}');
  }
  out.push_back(']');
}

void append_moment(std::string& out,
                   std::chrono::system_clock::time_point moment) {
  thread_local TimestampText text;
  text.append(out, moment);
}

// Appends a value whose text is the same in JSON and in a table cell: every
// value except text and lists.
struct Scalar {
  std::string& out;

  bool operator()(Absent) const { return false; }
  bool operator()(bool value) const {
    out.append(value ? "true" : "false");
    return true;
  }
  bool operator()(std::uint64_t value) const {
    append_number(out, value);
    return true;
  }
  bool operator()(Duration value) const {
    append_seconds(out, value);
    return true;
  }
};

struct JsonValue : Scalar {
  using Scalar::operator();

  bool operator()(std::nullptr_t) const {
    out.append("null");
    return true;
  }
  bool operator()(std::string_view value) const {
    web::append_json_string(out, value);
    return true;
  }
  bool operator()(std::chrono::system_clock::time_point value) const {
    out.push_back('"');
    append_moment(out, value);
    out.push_back('"');
    return true;
  }
  bool operator()(std::span<const crawl::Hop> value) const {
    append_hops(out, value);
    return true;
  }
};

struct CellValue : Scalar {
  web::Escaping escaping;

  using Scalar::operator();

  bool operator()(std::nullptr_t) const { return false; }
  bool operator()(std::string_view value) const {
    append_escaped(out, value, escaping);
    return true;
  }
  bool operator()(std::chrono::system_clock::time_point value) const {
    append_moment(out, value);
    return true;
  }
  bool operator()(std::span<const crawl::Hop> value) const {
    std::string list;
    append_hops(list, value);
    append_escaped(out, list, escaping);
    return true;
  }
};

// Returns true if a spreadsheet would evaluate the cell as a formula because of
// its first character, even within quotes. Some programs remove blanks first,
// and some take the wide signs of Japanese keyboards for the usual ones. In a
// table without quotes, a quote as the first character is also misread.
bool is_misread(std::string_view cell, web::Escaping escaping) {
  constexpr std::array<std::string_view, 4> kWideSigns = {"＝", "＋", "－",
                                                          "＠"};
  cell.remove_prefix(std::min(cell.find_first_not_of(' '), cell.size()));
  if (std::any_of(kWideSigns.begin(), kWideSigns.end(),
                  [cell](std::string_view s) { return cell.starts_with(s); })) {
    return true;
  }
  const std::string_view signs =
      escaping == web::Escaping::kTsv ? "=+-@\"" : "=+-@";
  return !cell.empty() && signs.find(cell.front()) != signs.npos;
}

}  // namespace

bool append_json(std::string& out, const FieldValue& value) {
  return std::visit(JsonValue{{out}}, value);
}

void append_cell(std::string& out, const FieldValue& value,
                 web::Escaping escaping) {
  std::visit(CellValue{{out}, escaping}, value);
}

void append_table_cell(std::string& out, const FieldValue& value,
                       web::Escaping escaping) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text != nullptr && is_misread(*text, escaping)) out.push_back('\'');
  append_cell(out, value, escaping);
}

}  // namespace gfetch::report
