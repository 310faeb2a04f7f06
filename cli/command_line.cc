#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/arguments.h"
#include "cli/base/file.h"
#include "cli/config_file.h"
#include "cli/options/option_table.h"

namespace gfetch {
namespace {

/// Returns true for a flag that is switched off, which counts as absent.
bool switches_off(const Argument& argument) {
  return argument.spec->is_flag() && argument.value == "false";
}

const Argument* last_given(const std::vector<Argument>& given,
                           std::string_view name) {
  const auto found =
      std::find_if(given.rbegin(), given.rend(), [name](const Argument& one) {
        return one.spec != nullptr && one.spec->name == name;
      });
  return found == given.rend() || switches_off(*found) ? nullptr : &*found;
}

/// Returns the command named `word`; nothing when there is none.
std::optional<Command> command_named(std::string_view word) {
  for (const CommandSpec& spec : command_table()) {
    if (spec.name == word) return spec.command;
  }
  return std::nullopt;
}

/// Returns true if the arguments `given` contain `spec` or an option that
/// conflicts with it.
bool overruled(const OptionSpec& spec, const std::vector<Argument>& given) {
  return std::any_of(given.begin(), given.end(), [&](const Argument& argument) {
    return argument.spec != nullptr &&
           (argument.spec == &spec || argument.spec->contradicts(spec));
  });
}

/// Returns the GFETCH_* variables that are set, as arguments. Variables for the
/// options of other commands, and those that an argument overrules, are left
/// out.
std::vector<Argument> from_environment(const std::vector<OptionSpec>& table,
                                       const Environment& environment,
                                       const std::vector<Argument>& given,
                                       Command command) {
  std::vector<Argument> found;
  for (const OptionSpec& spec : table) {
    if (!spec.in_environment || !spec.known_to(command)) continue;
    const std::string name = spec.environment_name();
    const char* const value = environment(name.c_str());
    if (value == nullptr || *value == '\0' || overruled(spec, given)) continue;
    // In a variable of a repeatable option, each line is a value.
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = spec.repeatable ? rest.find('\n') : rest.npos;
      found.push_back({&spec, name, std::string(rest.substr(0, end))});
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
  }
  return found;
}

/// Returns the path of the configuration file, and whether that file must
/// exist.
std::pair<std::string, bool> config_path(const std::vector<Argument>& given,
                                         const Environment& environment) {
  const Argument* const named = last_given(given, "config");
  if (named != nullptr) return {named->value, true};
  return {default_config_path(environment), false};
}

Result<const OptionSpec*, UsageError> spec_of(
    const Setting& setting, const std::vector<OptionSpec>& table) {
  std::vector<std::string_view> names;
  for (const OptionSpec& spec : table) {
    if (!spec.in_environment || spec.name == "config") continue;
    if (spec.name == setting.name) return &spec;
    names.push_back(spec.name);
  }
  return UsageError{
      fmt::format("{}: {}", setting.where,
                  unknown_name("setting", setting.name, names).message)};
}

/// Returns the settings of the configuration file, as arguments. Settings for
/// the options of other commands, and those that an argument or a variable
/// overrules, are left out.
Result<std::vector<Argument>, UsageError> from_config(
    const std::vector<OptionSpec>& table, const std::vector<Setting>& settings,
    const std::vector<Argument>& given, Command command) {
  std::vector<Argument> found;
  for (const Setting& setting : settings) {
    const auto named = spec_of(setting, table);
    if (!named) return named.error();
    const OptionSpec* const spec = *named;
    if (!spec->known_to(command) || overruled(*spec, given)) continue;
    const std::string spelling =
        fmt::format("{}: {}", setting.where, setting.name);
    if (!spec->repeatable) {
      found.push_back(
          {spec, spelling, fmt::format("{}", fmt::join(setting.values, ","))});
      continue;
    }
    for (const std::string& value : setting.values) {
      found.push_back({spec, spelling, value});
    }
  }
  return found;
}

/// Adds the settings of the configuration file to the arguments `given`.
Result<void, UsageError> add_config(const std::vector<OptionSpec>& table,
                                    const Environment& environment,
                                    std::vector<Argument>& given,
                                    Options& options) {
  const auto [path, required] = config_path(given, environment);
  std::error_code none;
  if (!required && !std::filesystem::exists(path, none)) return {};
  const Result<std::string> text = read_file(path);
  if (!text) return UsageError{"--config: " + text.error().message};
  const auto settings = parse_config(*text, printable(path));
  if (!settings) return settings.error();
  auto found = from_config(table, *settings, given, options.command);
  if (!found) return found.error();
  given.insert(given.end(), std::make_move_iterator(found->begin()),
               std::make_move_iterator(found->end()));
  options.config = path;
  return {};
}

/// Returns true if an option asks for help or for the version. Such an option
/// has priority over errors in other values.
bool asks_for_no_run(const std::vector<Argument>& arguments, Options& options) {
  for (const Argument& argument : arguments) {
    if (argument.spec == nullptr) continue;
    if (argument.spec->name == "help") {
      options.action =
          argument.spelling == "-h" ? Action::kShortHelp : Action::kFullHelp;
      return true;
    }
    if (argument.spec->name == "version") {
      options.action = Action::kVersion;
      return true;
    }
  }
  return false;
}

Result<void, UsageError> check_word(std::string_view word, bool first) {
  constexpr std::string_view kPartsOfUrls = ".:/[{%?#@";
  std::vector<std::string_view> names;
  for (const CommandSpec& spec : command_table()) names.push_back(spec.name);
  if (word.find_first_of(kPartsOfUrls) != word.npos) return {};
  if (command_named(word)) {
    return UsageError{
        fmt::format("the command {0} stands before everything else; for a "
                    "host of that name write http://{0}/",
                    word)};
  }
  const std::string_view meant = first ? closest(word, names) : "";
  if (meant.empty()) return {};
  return UsageError{
      fmt::format("unknown command {} (did you mean {}? for a host of that "
                  "name write http://{}/)",
                  in_quotes(word), meant, word)};
}

/// Makes the error about an option that belongs to other commands.
UsageError wrong_command(const Argument& argument) {
  std::string commands;
  for (const Command command : argument.spec->only_for) {
    commands += fmt::format("{}`gfetch {}`", commands.empty() ? "" : " and ",
                            name_of(command));
  }
  return UsageError{
      fmt::format("{} is an option of {} only", argument.spelling, commands)};
}

Result<void, UsageError> apply_all(const std::vector<Argument>& arguments,
                                   Options& options) {
  bool first_word = true;
  for (const Argument& argument : arguments) {
    if (argument.spec == nullptr) {
      auto checked =
          check_word(argument.value, std::exchange(first_word, false));
      if (!checked) return checked;
      options.urls.push_back(argument.value);
      continue;
    }
    if (!argument.spec->known_to(options.command))
      return wrong_command(argument);
    if (const auto problem = argument.spec->set(argument.value)) {
      return UsageError{
          fmt::format("{}: {}", argument.spelling, problem->message)};
    }
    options.spellings[argument.spec->name] = argument.spelling;
  }
  return {};
}

/// Returns an error if two of the given options conflict with each other.
Result<void, UsageError> check_conflicts(const std::vector<OptionSpec>& table,
                                         const std::vector<Argument>& given) {
  for (const OptionSpec& spec : table) {
    const Argument* const one = last_given(given, spec.name);
    if (one == nullptr) continue;
    for (const std::string_view name : spec.conflicts) {
      const Argument* const other = last_given(given, name);
      if (other == nullptr) continue;
      return UsageError{
          fmt::format("{} contradicts {}", one->spelling, other->spelling)};
    }
  }
  return {};
}

/// Returns an error if an option makes no sense with the values of other
/// options.
Result<void, UsageError> check_objections(const std::vector<OptionSpec>& table,
                                          const std::vector<Argument>& given,
                                          const Options& options) {
  for (const OptionSpec& spec : table) {
    const Argument* const argument = last_given(given, spec.name);
    if (argument == nullptr) continue;
    for (const Objection& objection : spec.objections) {
      if (!objection.applies(options)) continue;
      return UsageError{
          fmt::format("{} {}", argument->spelling, objection.reason)};
    }
  }
  return {};
}

}  // namespace

Result<Options, UsageError> parse_options(
    std::span<const char* const> arguments, const Environment& environment) {
  std::optional<Command> command;
  if (!arguments.empty()) command = command_named(arguments.front());
  if (command) arguments = arguments.subspan(1);
  Options options = defaults_of(command.value_or(Command::kFetch));
  const std::vector<OptionSpec> table = option_table(options);
  auto given = sort_arguments(table, arguments);
  if (!given) return given.error();
  if (asks_for_no_run(*given, options)) return options;
  for (Argument& variable :
       from_environment(table, environment, *given, options.command)) {
    given->push_back(std::move(variable));
  }
  auto configured = add_config(table, environment, *given, options);
  if (!configured) return configured.error();
  if (auto applied = apply_all(*given, options); !applied)
    return applied.error();
  auto checked = check_conflicts(table, *given);
  if (checked) checked = check_objections(table, *given, options);
  if (!checked) return checked.error();
  return options;
}

}  // namespace gfetch
