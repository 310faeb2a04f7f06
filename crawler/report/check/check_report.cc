#include "gfetch/report/check_report.h"

#include "report/check/check_formats.h"
#include "report/check/link_check.h"

namespace gfetch::report {

std::string_view name_of(CheckFormat format) {
  switch (format) {
    case CheckFormat::kText:
      return "text";
    case CheckFormat::kJsonl:
      return "jsonl";
    case CheckFormat::kJson:
      return "json";
    case CheckFormat::kJunit:
      return "junit";
    case CheckFormat::kMarkdown:
      return "markdown";
  }
  return {};
}

CheckReport::CheckReport(CheckFormat format, CheckOptions options,
                         Colour colour, OutputStream& output)
    : format_(format),
      colour_(colour),
      check_(std::make_unique<LinkCheck>(options)),
      output_(output) {}

CheckReport::~CheckReport() = default;

Result<void, save::WriteError> CheckReport::report(const crawl::Visit& visit) {
  check_->add(visit);
  return {};
}

Result<void, save::WriteError> CheckReport::finish() {
  const CheckFindings findings = check_->findings();
  const bool knows = !findings.pages.empty() || findings.skipped.empty();
  ok_ = findings.broken.empty() && knows;
  if (auto written = output_.write(text_of(findings)); !written) {
    return written;
  }
  return output_.flush();
}

std::string CheckReport::text_of(const CheckFindings& findings) const {
  switch (format_) {
    case CheckFormat::kText:
      return check_text(findings, colour_);
    case CheckFormat::kJsonl:
      return check_jsonl(findings);
    case CheckFormat::kJson:
      return check_json(findings);
    case CheckFormat::kJunit:
      return check_junit(findings);
    case CheckFormat::kMarkdown:
      return check_markdown(findings);
  }
  return {};
}

}  // namespace gfetch::report
