#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "report/check/check_formats.h"
#include "report/check/wording.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

// Escapes `bytes` for XML 1.0, also for attribute values. Escaping for a
// terminal removes all characters that XML forbids except U+FFFE and U+FFFF,
// which are replaced here.
std::string xml(std::string_view bytes) {
  std::string safe;
  web::append_escaped(safe, bytes, web::Escaping::kText);
  std::string out;
  for (std::string_view rest = safe; !rest.empty();) {
    const web::CodePoint first = web::first_code_point(rest);
    switch (first.code) {
      case U'&':
        out += "&amp;";
        break;
      case U'<':
        out += "&lt;";
        break;
      case U'>':
        out += "&gt;";
        break;
      case U'"':
        out += "&quot;";
        break;
      case 0xfffe:
      case 0xffff:
        out += "\xef\xbf\xbd";
        break;
      default:
        out += rest.substr(0, first.length);
    }
    rest.remove_prefix(first.length);
  }
  return out;
}

// The test suite of one page or of one input, with its test cases.
struct Suite {
  // Whether the suite is of a page, which has other links.
  bool is_page = false;
  std::vector<const LinkFinding*> broken;
  std::vector<const LinkFinding*> skipped;

  std::size_t cases() const {
    return broken.size() + skipped.size() + (is_page ? 1 : 0);
  }
};

std::string counts(std::size_t tests, std::size_t failures,
                   std::size_t skipped) {
  return " tests=\"" + std::to_string(tests) + "\" failures=\"" +
         std::to_string(failures) + "\" errors=\"0\" skipped=\"" +
         std::to_string(skipped) + "\"";
}

// Formats the name of a test case: `12:5 https://example.org/missing`.
std::string name_of(const LinkFinding& finding) {
  std::string name;
  if (finding.position.line != 0) {
    name = std::to_string(finding.position.line) + ':' +
           std::to_string(finding.position.column) + ' ';
  }
  return name + (finding.url.empty() ? finding.target : finding.url);
}

void open_case(std::string& out, std::string_view page, std::string_view name) {
  out += "    <testcase classname=\"" + xml(page) + "\" name=\"" + xml(name) +
         "\">";
}

void append_broken(std::string& out, std::string_view page,
                   const LinkFinding& finding) {
  const std::string word = word_of(finding);
  const std::string& why = finding.message.empty() ? word : finding.message;
  open_case(out, page, name_of(finding));
  out += "<failure type=\"" + xml(finding.kind) + "\" message=\"" + xml(why) +
         "\">" + xml(word) + ' ' +
         xml(finding.url.empty() ? finding.target : finding.url);
  if (!finding.text.empty()) out += " \"" + xml(finding.text) + '"';
  out += "</failure></testcase>\n";
}

void append_skipped(std::string& out, std::string_view page,
                    const LinkFinding& finding) {
  open_case(out, page, name_of(finding));
  out += "<skipped message=\"" + xml(finding.kind) + "\"/></testcase>\n";
}

void append_suite(std::string& out, std::string_view page, const Suite& suite) {
  out += "  <testsuite name=\"" + xml(page) + "\"" +
         counts(suite.cases(), suite.broken.size(), suite.skipped.size()) +
         ">\n";
  for (const LinkFinding* finding : suite.broken) {
    append_broken(out, page, *finding);
  }
  for (const LinkFinding* finding : suite.skipped) {
    append_skipped(out, page, *finding);
  }
  if (suite.is_page) {
    open_case(out, page, "all other links");
    out += "</testcase>\n";
  }
  out += "  </testsuite>\n";
}

}  // namespace

std::string check_junit(const CheckFindings& findings) {
  std::map<std::string_view, Suite> suites;
  for (const std::string& page : findings.pages) suites[page].is_page = true;
  for (const LinkFinding& finding : findings.broken) {
    suites[holder_of(finding)].broken.push_back(&finding);
  }
  for (const LinkFinding& finding : findings.skipped) {
    suites[holder_of(finding)].skipped.push_back(&finding);
  }
  std::size_t cases = 0;
  for (const auto& [page, suite] : suites) cases += suite.cases();

  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"gfetch check\"" +
      counts(cases, findings.broken.size(), findings.skipped.size()) + ">\n";
  if (findings.unlisted > 0) {
    out += "  <!-- " + std::to_string(findings.unlisted) +
           " more findings are not listed -->\n";
  }
  for (const auto& [page, suite] : suites) append_suite(out, page, suite);
  return out + "</testsuites>\n";
}

}  // namespace gfetch::report
