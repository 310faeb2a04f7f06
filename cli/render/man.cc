#include <fmt/format.h>

#include <utility>

#include "cli/base/exit_code.h"
#include "cli/render/generate.h"
#include "cli/render/help.h"
#include "cli/render/recipes.h"
#include "gfetch/report/fields.h"
#include "gfetch/report/write_out.h"

namespace gfetch {
namespace {

constexpr std::size_t kWidth = 79;

/// The date in the man page, that of its last change in substance. mandoc
/// requires a date, and generating the page again must not change the page.
constexpr std::string_view kDate = "2026-11-21";

/// Returns `text` escaped for troff, so that it is printed literally.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '"':
        out += "\\(dq";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '^':
        out += "\\(ha";
        break;
      default:
        out += c;
    }
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

/// Breaks `text` into lines of at most kWidth columns, in which each sentence
/// starts a new line, as roff requires.
std::string filled(std::string_view text) {
  std::string out;
  std::string line;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank == text.npos ? text.size() : blank + 1);
    const std::string next = roff(word);
    if (!line.empty() && line.size() + 1 + next.size() > kWidth) {
      out += std::exchange(line, {}) + '\n';
    }
    line += (line.empty() ? "" : " ") + next;
    if (word.ends_with('.')) out += std::exchange(line, {}) + '\n';
  }
  if (!line.empty()) out += line + '\n';
  return out;
}

std::string tag(const OptionSpec& spec) {
  std::string out;
  if (spec.letter != 0) out += fmt::format("\\fB\\-{}\\fR, ", spec.letter);
  out += fmt::format("\\fB\\-\\-{}\\fR", roff(spec.name));
  if (!spec.negation.empty()) {
    out += fmt::format(", \\fB\\-\\-{}\\fR", roff(spec.negation));
  }
  if (spec.is_flag()) return out;
  const std::string value = fmt::format("\\fI{}\\fR", roff(spec.metavar));
  out += spec.value_optional ? "[=" + value + "]" : " " + value;
  return out;
}

void append_option(std::string& out, const OptionSpec& spec) {
  out += fmt::format(".TP\n{}\n", tag(spec));
  out += filled(spec.summary) + filled(spec.detail);
  if (!spec.choices.empty()) {
    out +=
        roff(fmt::format("One of {}.", fmt::join(spec.choices, ", "))) + '\n';
  }
  if (!spec.default_text.empty()) {
    out += fmt::format("Default: {}.\n", roff(spec.default_text));
  }
}

void append_options(std::string& out, std::span<const OptionSpec> table) {
  std::string_view group;
  for (const OptionSpec& spec : table) {
    if (spec.hidden) continue;
    if (spec.group != group) out += fmt::format(".SS {}\n", spec.group);
    group = spec.group;
    append_option(out, spec);
  }
}

constexpr std::string_view kDescription =
    R"(gfetch fetches the URLs of its arguments, of files or of stdin, many at the same time, and prints one record for each as it finishes. A URL without a scheme gets http://.
Input is streamed, so a list may be longer than memory. Every line of it comes to exactly one record: fetched, failed, skipped or unfinished. A host's URLs share its connections; a slow host holds up only its own.
With the command crawl the links of pages are followed, politely: robots.txt is obeyed, a host gets two requests at a time, a tenth of a second apart. With check, the links of all these pages are tried, and the broken ones reported with the pages and lines that hold them.
With the command compare a list is fetched synchronously and then asynchronously, and both are timed.)";

constexpr std::string_view kEnvironment =
    R"(Every option can be given as a variable: its long name in capitals, with
.B GFETCH_
before it and _ for - and for a dot, such as
.BR GFETCH_HOST_CONCURRENCY .
A flag's value is yes or no.
A repeatable option takes one value on each line.
Arguments win over variables, and variables over the configuration file.
.TP
.B NO_COLOR
Set to anything, it keeps \fB\-\-color=auto\fR from colours.
)";

constexpr std::string_view kFiles =
    R"(.TP
.IR $XDG_CONFIG_HOME /gfetch/config.toml ", or " ~/.config/gfetch/config.toml
Settings, unless \fB\-\-config\fR names another file.
)";

constexpr std::string_view kSignals =
    R"(.TP
.BR SIGINT ", " SIGQUIT ", " SIGTERM
End the run: what finished is recorded, the rest is recorded as unfinished.
A second one ends the process at once.
.TP
.B SIGUSR1
Print the state of the run to stderr: what is in flight, and what each waits
for.
)";

constexpr std::string_view kFindings =
    R"(With
.B gfetch check
a JSON object stands for each link with something to be said about it:
.TP
.B verdict
broken, moved (for good) or skipped (nobody knows). In
.B \-\-format=json
each has a list of its own instead, beside the counts.
.TP
.BR page ", " line ", " column
Where the link stands; input instead for a URL that you named.
.TP
.BR tag ", " text ", " target
The element, what it says, and the link as it is written.
.TP
.BR url ", " new_url
Where it leads, and where that has moved to.
.TP
.BR status_code ", " error_kind ", " error
Of a broken one: as in a record, or missing_anchor.
.TP
.B reason
Of a skipped one: as in a record, or unfinished.
)";

/// Appends the names that a list of fields or a template can contain.
template <class Entry>
void append_names(std::string& out, std::span<const Entry> entries) {
  for (const Entry& entry : entries) {
    out += fmt::format(".TP\n.B {}\n{}\n", roff(entry.name), roff(entry.doc));
  }
}

void append_vocabulary(std::string& out) {
  out += ".SH FIELDS OF A RECORD\n";
  append_names(out, report::all_fields());
  out +=
      ".SH VARIABLES OF A TEMPLATE\nEvery field of a record, and by the names "
      "that curl uses:\n";
  append_names(out, report::write_out_variables());
  out +=
      ".TP\n.B json\nThe whole record.\n"
      ".TP\n.B onerror\nNothing; what stands after it is for failures only.\n"
      ".TP\n.B %header{NAME}\nThe value of a header of the final response.\n";
}

void append_tail(std::string& out) {
  append_vocabulary(out);
  out += fmt::format(".SH FINDINGS OF A CHECK\n{}", kFindings);
  out += fmt::format(".SH ENVIRONMENT\n{}", kEnvironment);
  out += fmt::format(".SH FILES\n{}", kFiles);
  out += fmt::format(".SH SIGNALS\n{}", kSignals);
  out += ".SH EXIT STATUS\n";
  for (const ExitCodeSpec& spec : exit_code_table()) {
    out += fmt::format(".TP\n.B {}\n{}\n", static_cast<int>(spec.code),
                       roff(spec.meaning));
  }
  out += ".SH EXAMPLES\n";
  for (const Example& example : examples()) {
    out += fmt::format(".TP\n.B {}\n{}\n", roff(example.command),
                       roff(example.purpose));
  }
  out += ".SH ERRANDS\nI want to ...\n";
  for (const Example& recipe : recipes()) {
    out += fmt::format(".TP\n{}\n.B {}\n", roff(recipe.purpose),
                       roff(recipe.command));
  }
  out += ".SH SEE ALSO\n.BR curl (1),\n.BR wget2 (1),\n.BR jq (1)\n";
}

}  // namespace

std::string man_page(std::span<const OptionSpec> table,
                     std::string_view version) {
  std::string out =
      ".\\\" Made by scripts/generate from the option table; do not edit.\n";
  out += fmt::format(".TH GFETCH 1 {} \"gfetch {}\" \"User Commands\"\n", kDate,
                     version);
  out += fmt::format(".SH NAME\ngfetch \\- {}\n",
                     "fetch many URLs at once, and say what became of each");
  out += ".SH SYNOPSIS\n";
  std::string_view separator;
  for (const std::string& line : usage_lines()) {
    out += fmt::format("{}.B gfetch\n{}\n", separator,
                       roff(std::string_view(line).substr(7)));
    separator = ".br\n";
  }
  out += ".SH DESCRIPTION\n";
  std::string_view rest = kDescription;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (rest.size() != kDescription.size()) out += ".PP\n";
    out += filled(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  out += ".SH OPTIONS\n";
  append_options(out, table);
  append_tail(out);
  return out;
}

}  // namespace gfetch
