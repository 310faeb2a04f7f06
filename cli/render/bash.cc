#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/render/completion.h"
#include "cli/render/generate.h"

namespace gfetch {
namespace {

/// The spellings of options, grouped by the values that bash completes after
/// them.
struct Offers {
  std::vector<std::string> options;  ///< all spellings of all options
  std::string cases;  ///< the branches of options with their own case
  std::vector<std::string> files;  ///< options followed by a file name
  /// The options followed by `@` and a file name.
  std::vector<std::string> at_files;
  std::vector<std::string> any_values;  ///< options followed by any other value
};

/// Adds an option `spec` that takes a value.
void add_value(Offers& offers, const OptionSpec& spec,
               const std::vector<std::string>& names) {
  const auto add_to = [&names](std::vector<std::string>& kind) {
    kind.insert(kind.end(), names.begin(), names.end());
  };
  if (spec.value_optional) {
    offers.cases +=
        fmt::format("    {})\n      $split && _filedir && return ;;\n",
                    fmt::join(names, " | "));
    return;
  }
  switch (hint_of(spec)) {
    case Hint::kChoices:
      offers.cases += fmt::format(
          "    {})\n      COMPREPLY=($(compgen -W '{}' -- \"$cur\"))\n"
          "      return ;;\n",
          fmt::join(names, " | "), fmt::join(spec.choices, " "));
      return;
    case Hint::kFile:
      return add_to(offers.files);
    case Hint::kAtFile:
      return add_to(offers.at_files);
    case Hint::kNothing:
      return add_to(offers.any_values);
  }
}

Offers offers_of(std::span<const OptionSpec> table) {
  Offers offers;
  for (const OptionSpec& spec : table) {
    if (spec.hidden) continue;
    const std::vector<std::string> names = spellings(spec);
    offers.options.insert(offers.options.end(), names.begin(), names.end());
    if (!spec.is_flag()) add_value(offers, spec, names);
  }
  return offers;
}

}  // namespace

std::string bash_completion(std::span<const OptionSpec> table) {
  const Offers offers = offers_of(table);
  return fmt::format(
      R"({}_gfetch() {{
  local cur prev words cword split
  _init_completion -s -n : || return
  case $prev in
{}    {})
      _filedir
      return ;;
    {})
      if [[ $cur == @* ]]; then
        cur=${{cur#@}}
        _filedir
        COMPREPLY=("${{COMPREPLY[@]/#/@}}")
      fi
      return ;;
    {})
      return ;;
  esac
  $split && return
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W '{}' -- "$cur"))
  elif ((cword == 1)); then
    COMPREPLY=($(compgen -W '{}' -- "$cur"))
  fi
}} &&
  complete -F _gfetch gfetch
)",
      kGeneratedNote, offers.cases, fmt::join(offers.files, " | "),
      fmt::join(offers.at_files, " | "), fmt::join(offers.any_values, " | "),
      fmt::join(offers.options, " "), fmt::join(command_names(), " "));
}

}  // namespace gfetch
