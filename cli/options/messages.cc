#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr Choices<ColorChoice, 3> kColors{{{"auto", ColorChoice::kAuto},
                                           {"always", ColorChoice::kAlways},
                                           {"never", ColorChoice::kNever}}};

constexpr Choices<ProgressStyle, 5> kProgress{{{"auto", ProgressStyle::kAuto},
                                               {"bar", ProgressStyle::kBar},
                                               {"plain", ProgressStyle::kPlain},
                                               {"json", ProgressStyle::kJson},
                                               {"none", ProgressStyle::kNone}}};

void declare(OptionTable& table, Options& options) {
  table.group("Output");
  table.add("--summary/--no-summary", "", store(options.summary, parse_bool),
            R"(Print a summary to stderr at the end: the default.
Counts by outcome, status and error, bytes, time, percentiles, slowest hosts. --quiet leaves it out unless --summary is given, too.)");
  table
      .add("-q, --quiet", "",
           flag(options.verbosity, Verbosity::kQuiet, Verbosity::kNormal),
           "Print records and errors, nothing else.")
      .conflicts_with({"verbose"});
  table.add("-v, --verbose", "",
            flag(options.verbosity, Verbosity::kVerbose, Verbosity::kNormal),
            R"(Print the headers sent and received to stderr.
Passwords, tokens and cookies are replaced by ***.)");
  table.add_choice("--color", "WHEN", options.color, kColors,
                   R"(Colour the text for people.
auto means on a terminal, unless NO_COLOR is set.)");
  table.add_choice("--progress", "STYLE", options.progress, kProgress,
                   R"(Show the progress on stderr in STYLE.
bar is one line that is drawn anew, plain a new line every few seconds (kind to screen readers and logs), json one object a second. auto is bar when stderr is a terminal, else none.)");
}

bool coloured(ColorChoice choice, bool is_terminal,
              const ProcessEnvironment& process) {
  if (choice == ColorChoice::kAuto)
    return is_terminal && process.colours_wanted;
  return choice == ColorChoice::kAlways;
}

report::Colour colour_if(bool on) {
  return on ? report::Colour::kOn : report::Colour::kOff;
}

/// Returns the progress style. A progress bar on the terminal of the records
/// would mix with them, and the records already show the progress, so `auto`
/// then means no progress display.
ProgressStyle progress_of(const Options& options,
                          const ProcessEnvironment& process) {
  if (options.progress != ProgressStyle::kAuto) return options.progress;
  const bool records_show =
      process.stdout_is_terminal && options.output.empty();
  const bool bar = process.stderr_is_terminal && process.can_redraw &&
                   !records_show && options.verbosity == Verbosity::kNormal;
  return bar ? ProgressStyle::kBar : ProgressStyle::kNone;
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment& process, Plan& plan) {
  const bool to_terminal = process.stdout_is_terminal && plan.output == "-";
  plan.colour = colour_if(coloured(options.color, to_terminal, process));
  plan.summary_colour =
      colour_if(coloured(options.color, process.stderr_is_terminal, process));
  plan.summary =
      options.summary.value_or(options.verbosity != Verbosity::kQuiet);
  plan.verbose = options.verbosity == Verbosity::kVerbose;
  plan.progress = progress_of(options, process);
  return {};
}

}  // namespace

const OptionGroup kMessageOptions{declare, apply};

}  // namespace gfetch
