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
  table.add(
      "--summary/--no-summary", "",
      [&options](std::string_view text) -> std::optional<UsageError> {
        const Parsed<bool> value = parse_bool(text);
        if (!value) return value.error();
        options.summary = *value;
        return std::nullopt;
      },
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

}  // namespace

const OptionGroup kMessageOptions{declare};

}  // namespace gfetch
