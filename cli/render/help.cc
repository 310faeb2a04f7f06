#include "cli/render/help.h"

#include <fmt/format.h>

#include <array>

#include "cli/base/exit_code.h"

namespace gfetch {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kSummaryColumn = 30;
constexpr std::size_t kDetailIndent = 10;

/// Appends `text` in lines of at most kWidth columns. The caller has indented
/// the first line by `indent`; this function indents the following lines.
void append_wrapped(std::string& out, std::string_view text,
                    std::size_t indent) {
  std::size_t column = indent;
  bool line_is_empty = true;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank == text.npos ? text.size() : blank + 1);
    if (!line_is_empty && column + 1 + word.size() > kWidth) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
      line_is_empty = true;
    }
    if (!line_is_empty) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    line_is_empty = false;
  }
  out += '\n';
}

void append_paragraph(std::string& out, std::string_view text,
                      std::size_t indent) {
  out += std::string(indent, ' ');
  append_wrapped(out, text, indent);
}

void append_usage(std::string& out) {
  std::string_view lead = "Usage: ";
  for (const std::string& line : usage_lines()) {
    out += fmt::format("{}{}\n", lead, line);
    lead = "       ";
  }
  out += fmt::format("\n{}\n", kTagline);
}

std::string with_default(const OptionSpec& spec) {
  if (spec.default_text.empty()) return std::string(spec.summary);
  return fmt::format("{} [{}]", spec.summary, spec.default_text);
}

void append_short(std::string& out, const OptionSpec& spec) {
  const std::string left =
      fmt::format("  {}{}", spec.letter == 0 ? "    " : "", heading_of(spec));
  out += left;
  if (left.size() + 2 > kSummaryColumn) {
    out += '\n' + std::string(kSummaryColumn, ' ');
  } else {
    out += std::string(kSummaryColumn - left.size(), ' ');
  }
  append_wrapped(out, with_default(spec), kSummaryColumn);
}

void append_long(std::string& out, const OptionSpec& spec) {
  out +=
      fmt::format("  {}{}\n", spec.letter == 0 ? "    " : "", heading_of(spec));
  append_paragraph(out, fmt::format("{} {}", spec.summary, spec.detail),
                   kDetailIndent);
  std::string facts;
  if (!spec.choices.empty()) {
    facts += fmt::format("One of {}. ", fmt::join(spec.choices, ", "));
  }
  if (!spec.default_text.empty()) {
    facts += fmt::format("Default: {}. ", spec.default_text);
  }
  if (spec.in_environment) facts += "Also " + spec.environment_name() + ".";
  if (!facts.empty()) append_paragraph(out, facts, kDetailIndent);
  out += '\n';
}

void append_options(std::string& out, std::span<const OptionSpec> table,
                    void (*append)(std::string&, const OptionSpec&)) {
  std::string_view group;
  for (const OptionSpec& spec : table) {
    if (spec.hidden) continue;
    if (spec.group != group) {
      group = spec.group;
      if (!out.ends_with("\n\n")) out += '\n';
      out += fmt::format("{}:\n", group);
    }
    append(out, spec);
  }
}

}  // namespace

std::span<const Example> examples() {
  static constexpr std::array<Example, 7> kExamples{
      {{"gfetch example.org example.net", "Fetch two pages at the same time."},
       {"gfetch -i urls.txt -f jsonl -o result.jsonl",
        "Fetch a list, and keep a JSON object for each line of it."},
       {"gfetch -i urls.txt -f jsonl | jq -r 'select(.ok | not) | .url'",
        "Print the URLs that failed."},
       {"gfetch -c 500 --host-rate 5/s --deadline 10m < urls.txt",
        "500 at a time, at most 5 a second to each host, for ten minutes."},
       {"gfetch crawl --depth 2 -f jsonl https://example.org/",
        "Follow the links of a site, and keep a record of each page."},
       {"gfetch check https://example.org/docs/ --scope prefix",
        "Find the broken links of a manual."},
       {"gfetch compare -i urls.txt",
        "See how much faster it is than one after the other."}}};
  return kExamples;
}

std::vector<std::string> usage_lines() {
  std::vector<std::string> lines;
  for (const CommandSpec& spec : command_table()) {
    const bool is_default = spec.command == Command::kFetch;
    lines.push_back(fmt::format("gfetch {}{}{} [OPTIONS] {}",
                                is_default ? "[" : "", spec.name,
                                is_default ? "]" : "", spec.operands));
  }
  return lines;
}

std::string heading_of(const OptionSpec& spec) {
  std::string out;
  if (spec.letter != 0) out += fmt::format("-{}, ", spec.letter);
  out += spec.negation.empty() ? "--" : "--[no-]";
  out += spec.name;
  if (spec.value_optional) return out + fmt::format("[={}]", spec.metavar);
  if (!spec.is_flag()) out += fmt::format(" {}", spec.metavar);
  return out;
}

std::string short_help(std::span<const OptionSpec> table) {
  std::string out;
  append_usage(out);
  append_options(out, table, append_short);
  out += "\n--help says more about each option.\n";
  return out;
}

std::string full_help(std::span<const OptionSpec> table) {
  std::string out;
  append_usage(out);
  out += "\nCommands:\n";
  for (const CommandSpec& spec : command_table()) {
    out += fmt::format("  {:<10}{}\n", spec.name, spec.summary);
  }
  append_options(out, table, append_long);
  out += "Exit codes:\n";
  for (const ExitCodeSpec& spec : exit_code_table()) {
    out += fmt::format("  {:>3}  ", static_cast<int>(spec.code));
    append_wrapped(out, spec.meaning, 7);
  }
  out += "\nExamples:\n";
  for (const Example& example : examples()) {
    append_paragraph(out, example.purpose, 2);
    out += fmt::format("      {}\n", example.command);
  }
  return out;
}

}  // namespace gfetch
