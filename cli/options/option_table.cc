#include "cli/options/option_table.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "cli/options/option_group.h"

namespace gfetch {

bool OptionSpec::known_to(Command command) const {
  return only_for.empty() ||
         std::ranges::find(only_for, command) != only_for.end();
}

bool OptionSpec::contradicts(const OptionSpec& other) const {
  return std::ranges::find(conflicts, other.name) != conflicts.end() ||
         std::ranges::find(other.conflicts, name) != other.conflicts.end();
}

std::string OptionSpec::environment_name() const {
  std::string out = "GFETCH_";
  for (const char c : name) {
    out += c == '-' || c == '.' ? '_' : static_cast<char>(std::toupper(c));
  }
  return out;
}

OptionSpec& OptionSpec::default_is(std::string text) {
  default_text = std::move(text);
  return *this;
}

OptionSpec& OptionSpec::only_with(std::initializer_list<Command> commands) {
  only_for = commands;
  return *this;
}

OptionSpec& OptionSpec::conflicts_with(
    std::initializer_list<std::string_view> names) {
  conflicts = names;
  return *this;
}

OptionSpec& OptionSpec::refused_if(std::function<bool(const Options&)> applies,
                                   std::string_view reason) {
  objections.push_back({std::move(applies), reason});
  return *this;
}

OptionSpec& OptionSpec::refused_with(Command command, std::string_view reason) {
  return refused_if(
      [command](const Options& options) { return options.command == command; },
      reason);
}

OptionSpec& OptionTable::add(std::string_view names, std::string_view metavar,
                             Setter set, std::string_view text) {
  OptionSpec& spec = specs_.emplace_back();
  if (names[1] != '-') {
    spec.letter = names[1];
    names.remove_prefix(std::string_view("-c, ").size());
  }
  const std::size_t slash = names.find('/');
  spec.name = names.substr(2, slash == names.npos ? slash : slash - 2);
  if (slash != names.npos) spec.negation = names.substr(slash + 3);
  spec.metavar = metavar;
  spec.group = group_;
  const std::size_t line = text.find('\n');
  spec.summary = text.substr(0, line);
  if (line != text.npos) spec.detail = text.substr(line + 1);
  spec.set = std::move(set);
  return spec;
}

OptionSpec& OptionTable::add_list(std::string_view names,
                                  std::string_view metavar, Setter set,
                                  std::string_view text) {
  OptionSpec& spec = add(names, metavar, std::move(set), text);
  spec.repeatable = true;
  return spec;
}

std::vector<OptionSpec> option_table(Options& options) {
  OptionTable table;
  for (const OptionGroup* const group : option_groups()) {
    group->declare(table, options);
  }
  return std::move(table).take();
}

}  // namespace gfetch
