#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "cli/options/file_values.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr Choices<OutputFormat, 7> kFormats{
    {{"text", OutputFormat::kText},
     {"jsonl", OutputFormat::kJsonl},
     {"json", OutputFormat::kJson},
     {"csv", OutputFormat::kCsv},
     {"tsv", OutputFormat::kTsv},
     {"junit", OutputFormat::kJunit},
     {"markdown", OutputFormat::kMarkdown}}};

Parsed<report::WriteOut> parse_write_out(std::string_view value) {
  const Parsed<std::string> text = text_or_file(value);
  if (!text) return text.error();
  return report::WriteOut::parse(*text);
}

void declare(OptionTable& table, Options& options) {
  table.group("Output");
  table
      .add_choice("-f, --format", "FORMAT", options.format, kFormats,
                  R"(Print one record a URL in FORMAT.
text is a line for people. jsonl is one JSON object a line, json one array of the same; csv and tsv are tables with a heading. Records come in the order of finishing. What check finds is printed at the end, as text, jsonl, json, junit (XML for CI servers) or markdown (tables for a comment).)")
      .refused_if(
          [](const Options& given) {
            return given.command == Command::kCompare &&
                   given.format != OutputFormat::kText &&
                   given.format != OutputFormat::kJson;
          },
          "must be text or json with compare")
      .refused_if(
          [](const Options& given) {
            return given.command == Command::kCheck &&
                   (given.format == OutputFormat::kCsv ||
                    given.format == OutputFormat::kTsv);
          },
          "must be text, jsonl, json, junit or markdown with check")
      .refused_if(
          [](const Options& given) {
            return given.command != Command::kCheck &&
                   (given.format == OutputFormat::kJunit ||
                    given.format == OutputFormat::kMarkdown);
          },
          "junit and markdown are for `gfetch check`");
  table
      .add("-w, --write-out", "TEMPLATE",
           store(options.write_out, parse_write_out),
           R"(Print TEMPLATE for each URL instead.
%{name} stands for a value, by the names that curl uses: %{http_code}, %{url_effective}, %{time_total}, %{size_download} and others. \n and \t are a line's end and a tab. @FILE reads the template from FILE.)")
      .conflicts_with({"format", "fields"})
      .refused_with(Command::kCompare, "does not go with compare")
      .refused_with(Command::kCheck, kWritesFindings);
  table.add("-o, --output", "FILE", store(options.output, parse_path),
            R"(Write the records to FILE instead of stdout.
Here as there, whole records are written, several together, none later than a tenth of a second after it came; on a terminal each at once. Several runs may write to one pipe, or to one file by >>: their lines do not mix, but for those of more than 4096 bytes in a pipe.)");
  table
      .add("--fields", "NAMES", store(options.fields, report::parse_fields),
           R"(Print these fields only, in this order.
Names of the JSON record separated by commas, such as url,status_code,timing.total.)")
      .refused_with(Command::kCheck, kWritesFindings)
      .refused_if(
          [](const Options& given) {
            return given.format == OutputFormat::kText;
          },
          "needs --format jsonl, json, csv or tsv");
}

/// Returns the format of records. A link check prints findings instead.
report::Format record_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return report::Format::kJsonl;
    case OutputFormat::kJson:
      return report::Format::kJson;
    case OutputFormat::kCsv:
      return report::Format::kCsv;
    case OutputFormat::kTsv:
      return report::Format::kTsv;
    default:
      return report::Format::kText;
  }
}

report::CheckFormat check_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return report::CheckFormat::kJsonl;
    case OutputFormat::kJson:
      return report::CheckFormat::kJson;
    case OutputFormat::kJunit:
      return report::CheckFormat::kJunit;
    case OutputFormat::kMarkdown:
      return report::CheckFormat::kMarkdown;
    default:
      return report::CheckFormat::kText;
  }
}

/// Returns true if records include the field `name`.
bool shows(const Plan& plan, std::string_view name) {
  if (plan.write_out) return plan.write_out->shows(name);
  return plan.format != report::Format::kText &&
         std::ranges::any_of(plan.fields, [name](const report::Field* field) {
           return field->name == name;
         });
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  if (!options.output.empty()) plan.output = options.output;
  plan.format = record_format(options.format);
  plan.check_format = check_format(options.format);
  plan.fields = options.fields.empty() ? report::every_field() : options.fields;
  plan.write_out = options.write_out;
  plan.session.visitor.bodies.describes =
      shows(plan, "title") || shows(plan, "charset");
  return {};
}

std::string_view format_text(const Plan& plan) {
  if (plan.write_out) return "by --write-out";
  const bool checks = plan.command == Command::kCheck;
  return checks ? name_of(plan.check_format)
                : report::format_names()[static_cast<std::size_t>(plan.format)];
}

void describe(const Plan& plan, const PlanLine& line) {
  line("format", format_text(plan));
  line("output", plan.output == "-" ? "stdout" : plan.output);
}

}  // namespace

const OptionGroup kOutputOptions{declare, apply, describe};

}  // namespace gfetch
