#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr Choices<Rendering, 4> kRenderings{{{"man", Rendering::kMan},
                                             {"bash", Rendering::kBash},
                                             {"zsh", Rendering::kZsh},
                                             {"fish", Rendering::kFish}}};

/// Returns the setter of an option that asks for an action other than a run.
Setter ask(Options& options, Action action) {
  return [&options, action](std::string_view) -> std::optional<UsageError> {
    options.action = action;
    return std::nullopt;
  };
}

void declare(OptionTable& table, Options& options) {
  table.group("Other");
  table.add("--config", "FILE", store(options.config, parse_path),
            R"(Read settings from FILE, in TOML.
Its keys are the long names of options: concurrency = 200, header = ["Accept: text/html"], summary = false; a name with a point stands in quotes. The command line wins over GFETCH_ variables, and they win over the file. Without this option $XDG_CONFIG_HOME/gfetch/config.toml is read if it is there, or the same in ~/.config.)");
  table.add("--dry-run", "", flag(options.dry_run),
            "Print what would be done, and fetch nothing.");
  table
      .add("-h, --help", "", ask(options, Action::kShortHelp),
           "Print help: -h a short one, --help all of it.")
      .in_environment = false;
  table
      .add("-V, --version", "", ask(options, Action::kVersion),
           "Print the versions of gfetch and its libraries.")
      .in_environment = false;
  OptionSpec& generate =
      table.add_choice("--generate", "WHAT", options.generate, kRenderings,
                       "Print the man page or a shell's completion.");
  generate.hidden = true;
  generate.in_environment = false;
  generate.set = [&options, parse = generate.set](std::string_view text) {
    options.action = Action::kGenerate;
    return parse(text);
  };
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  plan.config = options.config;
  return {};
}

void describe(const Plan& plan, const PlanLine& line) {
  line("command", name_of(plan.command));
  line("settings", plan.config.empty() ? "none" : plan.config);
}

}  // namespace

const OptionGroup kOtherOptions{declare, apply, describe};

}  // namespace gfetch
