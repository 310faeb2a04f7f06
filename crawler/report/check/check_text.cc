#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/check/check_formats.h"
#include "report/check/wording.h"
#include "report/colours.h"
#include "report/numbers.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

using Findings = std::vector<LinkFinding>;

class TextWriter {
 public:
  explicit TextWriter(Colour colour) : colour_(colour) {}

  void section(std::string_view heading, std::string_view colour,
               const Findings& findings) {
    if (findings.empty()) return;
    painted(kBold, heading);
    std::string_view holder;
    for (const LinkFinding& finding : findings) {
      const std::string_view of_this = holder_of(finding);
      if (of_this != holder || &finding == &findings.front()) {
        text_ += '\n';
        safe(of_this);
        text_ += '\n';
      }
      holder = of_this;
      link(colour, finding);
    }
    text_ += '\n';
  }

  void counts(const CheckFindings& findings) {
    const std::size_t broken = findings.broken.size();
    painted(broken == 0 ? kGreen : kRed, count(broken, "broken link"));
    text_ += ": " + count(findings.links, "link") + " on " +
             count(findings.pages.size(), "page") + " to " +
             count(findings.urls, "URL");
    also(findings.moved.size(), "moved for good");
    also(findings.redirected, "redirected for now");
    also(findings.skipped.size(), "not known");
    also(findings.unchecked, "not asked for");
    also(findings.unlisted, "more than are listed");
    text_ += '\n';
  }

  std::string take() && { return std::move(text_); }

 private:
  // Writes the line of a link: `  12:5 404 https://example.org/missing "the
  // guide"`.
  void link(std::string_view colour, const LinkFinding& finding) {
    text_ += "  ";
    if (finding.position.line != 0) {
      append_number(text_, finding.position.line);
      text_ += ':';
      append_number(text_, finding.position.column);
      text_ += ' ';
    }
    painted(colour, word_of(finding));
    text_ += ' ';
    safe(finding.url.empty() ? finding.target : finding.url);
    if (!finding.new_url.empty()) {
      text_ += " -> ";
      safe(finding.new_url);
    }
    if (!finding.text.empty()) {
      text_ += " \"";
      safe(finding.text);
      text_ += '"';
    }
    text_ += '\n';
  }

  void also(std::uint64_t number, std::string_view what) {
    if (number == 0) return;
    text_ += "; ";
    append_number(text_, number);
    text_ += ' ';
    text_ += what;
  }

  static std::string count(std::uint64_t number, std::string_view what) {
    std::string out;
    append_number(out, number);
    out += ' ';
    out += what;
    return number == 1 ? out : out + 's';
  }

  void safe(std::string_view bytes) {
    web::append_escaped(text_, bytes, web::Escaping::kText);
  }

  void painted(std::string_view colour, std::string_view text) {
    if (colour_ == Colour::kOn) text_ += colour;
    safe(text);
    if (colour_ == Colour::kOn) text_ += kPlain;
  }

  Colour colour_;
  std::string text_;
};

}  // namespace

std::string check_text(const CheckFindings& findings, Colour colour) {
  TextWriter out(colour);
  out.section("Broken:", kRed, findings.broken);
  out.section("Moved for good:", kYellow, findings.moved);
  out.section("Not known:", kDim, findings.skipped);
  out.counts(findings);
  return std::move(out).take();
}

}  // namespace gfetch::report
