#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "report/check/check_formats.h"
#include "report/check/wording.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

// Formats text from a page as a code span, so that it is never interpreted as
// Markdown, HTML or a mention of a user. `|` would end the table cell and is
// replaced by a broken bar.
std::string code(std::string_view bytes) {
  if (bytes.empty()) return {};
  std::string safe;
  web::append_escaped(safe, bytes, web::Escaping::kText);
  std::string text;
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const char letter : safe) {
    run = letter == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    text += letter == '|' ? "\u00a6" : std::string(1, letter);
  }
  const std::string fence(longest + 1, '`');
  const char* const padding = longest > 0 ? " " : "";
  return fence + padding + text + padding + fence;
}

// Escapes the characters of a URL that are special in Markdown.
std::string plain(std::string_view safe) {
  constexpr std::string_view kActive = "\\`*_{}[]<>()#+-!|~&@:";
  std::string out;
  for (const char letter : safe) {
    if (kActive.find(letter) != kActive.npos) out += '\\';
    out += letter;
  }
  return out;
}

// Formats an http or https URL as a link. Characters that would end the link
// early are percent-encoded.
std::string link(std::string_view url) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    return code(url);
  }
  std::string safe;
  web::append_escaped(safe, url, web::Escaping::kText);
  std::string target;
  for (const char letter : safe) {
    if (std::string_view("()<>[]|\\ `").find(letter) ==
        std::string_view::npos) {
      target += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    target += '%';
    target += kHexDigits[byte >> 4];
    target += kHexDigits[byte & 15];
  }
  return '[' + plain(safe) + "](" + target + ')';
}

std::string line_of(const LinkFinding& finding) {
  if (finding.position.line == 0) return "";
  return std::to_string(finding.position.line);
}

void append_row(std::string& out, const LinkFinding& finding) {
  out += "| " + link(holder_of(finding)) + " | " + line_of(finding) + " | " +
         link(finding.url.empty() ? finding.target : finding.url) + " | " +
         code(finding.text) + " | ";
  out +=
      finding.new_url.empty() ? code(word_of(finding)) : link(finding.new_url);
  out += " |\n";
}

void append_table(std::string& out, std::string_view title,
                  std::string_view last_column,
                  const std::vector<LinkFinding>& findings) {
  if (findings.empty()) return;
  out += "\n### ";
  out += title;
  out += "\n\n| Page | Line | Link | Text | ";
  out += last_column;
  out += " |\n|---|---:|---|---|---|\n";
  for (const LinkFinding& finding : findings) append_row(out, finding);
}

}  // namespace

std::string check_markdown(const CheckFindings& findings) {
  const auto number = [](std::size_t count) { return std::to_string(count); };
  std::string out =
      findings.broken.empty()
          ? "## No broken links\n\n"
          : "## Broken links: " + number(findings.broken.size()) + "\n\n";
  out +=
      "| Pages | Links | URLs | Broken | Moved | Not known | Not asked for |"
      "\n|---:|---:|---:|---:|---:|---:|---:|\n| " +
      number(findings.pages.size()) + " | " + number(findings.links) + " | " +
      number(findings.urls) + " | " + number(findings.broken.size()) + " | " +
      number(findings.moved.size()) + " | " + number(findings.skipped.size()) +
      " | " + number(findings.unchecked) + " |\n";
  if (findings.unlisted > 0) {
    out +=
        "\nThe tables leave " + number(findings.unlisted) + " findings out.\n";
  }
  append_table(out, "Broken", "Problem", findings.broken);
  append_table(out, "Moved for good", "Now at", findings.moved);
  append_table(out, "Not known", "Reason", findings.skipped);
  return out;
}

}  // namespace gfetch::report
