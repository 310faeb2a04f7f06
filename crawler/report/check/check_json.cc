#include <string>
#include <string_view>
#include <vector>

#include "report/check/check_formats.h"
#include "report/numbers.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

// Appends the key of a JSON member: `,"name":`, or `"name":` for the first
// member of an object.
void append_key(std::string& out, std::string_view name) {
  if (!out.ends_with('{')) out += ',';
  web::append_json_string(out, name);
  out += ':';
}

void append_text(std::string& out, std::string_view name,
                 std::string_view value) {
  if (value.empty()) return;
  append_key(out, name);
  web::append_json_string(out, value);
}

void append_count(std::string& out, std::string_view name,
                  std::uint64_t value) {
  append_key(out, name);
  append_number(out, value);
}

// Appends the JSON members of one finding, except for its verdict.
void append_members(std::string& out, const LinkFinding& finding,
                    std::string_view name_of_kind) {
  append_text(out, "page", finding.page);
  append_text(out, "input", finding.input);
  if (finding.position.line != 0) {
    append_count(out, "line", finding.position.line);
    append_count(out, "column", finding.position.column);
  }
  append_text(out, "tag", finding.tag);
  append_text(out, "text", finding.text);
  append_text(out, "target", finding.target);
  append_text(out, "url", finding.url);
  append_text(out, "new_url", finding.new_url);
  if (finding.status_code > 0) {
    append_count(out, "status_code",
                 static_cast<std::uint64_t>(finding.status_code));
  }
  if (!name_of_kind.empty()) append_text(out, name_of_kind, finding.kind);
  append_text(out, "error", finding.message);
  out += '}';
}

void append_lines(std::string& out, std::string_view verdict,
                  const std::vector<LinkFinding>& findings,
                  std::string_view name_of_kind) {
  for (const LinkFinding& finding : findings) {
    out += '{';
    append_text(out, "verdict", verdict);
    append_members(out, finding, name_of_kind);
    out += '\n';
  }
}

void append_list(std::string& out, std::string_view name,
                 const std::vector<LinkFinding>& findings,
                 std::string_view name_of_kind) {
  append_key(out, name);
  out += '[';
  for (const LinkFinding& finding : findings) {
    out += &finding == &findings.front() ? "\n{" : ",\n{";
    append_members(out, finding, name_of_kind);
  }
  out += ']';
}

constexpr std::string_view kOfBroken = "error_kind";
constexpr std::string_view kOfSkipped = "reason";

}  // namespace

std::string check_jsonl(const CheckFindings& findings) {
  std::string out;
  append_lines(out, "broken", findings.broken, kOfBroken);
  append_lines(out, "moved", findings.moved, "");
  append_lines(out, "skipped", findings.skipped, kOfSkipped);
  if (findings.unlisted > 0) {
    out += R"({"verdict":"unlisted","count":)";
    append_number(out, findings.unlisted);
    out += "}\n";
  }
  return out;
}

std::string check_json(const CheckFindings& findings) {
  std::string out = "{";
  append_list(out, "broken", findings.broken, kOfBroken);
  append_list(out, "moved", findings.moved, "");
  append_list(out, "skipped", findings.skipped, kOfSkipped);
  append_key(out, "counts");
  out += '{';
  append_count(out, "pages", findings.pages.size());
  append_count(out, "links", findings.links);
  append_count(out, "urls", findings.urls);
  append_count(out, "broken", findings.broken.size());
  append_count(out, "moved", findings.moved.size());
  append_count(out, "redirected", findings.redirected);
  append_count(out, "skipped", findings.skipped.size());
  append_count(out, "unchecked", findings.unchecked);
  append_count(out, "unlisted", findings.unlisted);
  out += "}}\n";
  return out;
}

}  // namespace gfetch::report
