#include "cli/options/option_table.h"

#include <algorithm>
#include <cctype>

#include "cli/options/option_group.h"

namespace gfetch {

bool OptionSpec::known_to(Command command) const {
  return only_for.empty() ||
         std::ranges::find(only_for, command) != only_for.end();
}

std::string OptionSpec::environment_name() const {
  std::string out = "GFETCH_";
  for (const char c : name) {
    out += c == '-' || c == '.' ? '_' : static_cast<char>(std::toupper(c));
  }
  return out;
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
