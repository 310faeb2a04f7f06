#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/render/generate.h"

namespace gfetch {
namespace {

constexpr std::string_view kMade =
    "# Made by scripts/generate from the option table; do not edit.\n";

/// What a shell can offer as an option's value.
enum class Hint { kNothing, kFile, kAtFile, kChoices };

Hint hint_of(const OptionSpec& spec) {
  if (!spec.choices.empty()) return Hint::kChoices;
  if (spec.metavar == "FILE") return Hint::kFile;
  if (spec.detail.find("@FILE") != std::string_view::npos) {
    return Hint::kAtFile;
  }
  return Hint::kNothing;
}

/// `-c`, `--concurrency`, `--no-…`: all spellings.
std::vector<std::string> spellings(const OptionSpec& spec) {
  std::vector<std::string> out;
  if (spec.letter != 0) out.push_back(fmt::format("-{}", spec.letter));
  out.push_back(fmt::format("--{}", spec.name));
  if (!spec.negation.empty()) out.push_back(fmt::format("--{}", spec.negation));
  return out;
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> out;
  for (const CommandSpec& spec : command_table()) out.push_back(spec.name);
  return out;
}

/// In single quotes, for a POSIX shell and for zsh.
std::string quoted_for_shell(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// In single quotes, for fish.
std::string quoted_for_fish(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// A summary inside the brackets of zsh's _arguments.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_value(const OptionSpec& spec) {
  if (spec.is_flag()) return {};
  const std::string message =
      (spec.value_optional ? ":" : "") + zsh_text(spec.metavar);
  switch (hint_of(spec)) {
    case Hint::kChoices:
      return fmt::format(":{}:({})", message, fmt::join(spec.choices, " "));
    case Hint::kFile:
      return fmt::format(":{}:_files", message);
    case Hint::kAtFile:
      return fmt::format(":{}:_gfetch_at_file", message);
    case Hint::kNothing:
      return fmt::format(":{}: ", message);
  }
  return {};
}

/// One spec of _arguments for each spelling; once one is typed, the others of
/// the same option are offered no more, unless it may be repeated.
void append_zsh(std::string& out, const OptionSpec& spec) {
  const std::vector<std::string> names = spellings(spec);
  for (const std::string& name : names) {
    const std::string exclusion =
        spec.repeatable ? "*" : fmt::format("({})", fmt::join(names, " "));
    const bool is_long = name.starts_with("--");
    const std::string_view joint = spec.is_flag()        ? ""
                                   : spec.value_optional ? "=-"
                                   : is_long             ? "="
                                                         : "+";
    out += fmt::format(
        "    {} \\\n",
        quoted_for_shell(fmt::format("{}{}{}[{}]{}", exclusion, name, joint,
                                     zsh_text(spec.summary), zsh_value(spec))));
  }
}

/// Where the option is offered, when that is not everywhere.
std::string fish_condition(const OptionSpec& spec) {
  if (spec.only_for.empty()) return {};
  std::string commands;
  for (const Command command : spec.only_for) {
    commands += fmt::format(" {}", name_of(command));
  }
  return fmt::format(" -n '__fish_seen_subcommand_from{}'", commands);
}

void append_fish(std::string& out, const OptionSpec& spec) {
  const std::string start = "complete -c gfetch" + fish_condition(spec);
  out += start;
  if (spec.letter != 0) out += fmt::format(" -s {}", spec.letter);
  out += fmt::format(" -l {}", spec.name);
  switch (hint_of(spec)) {
    case Hint::kChoices:
      out += fmt::format(" -xa '{}'", fmt::join(spec.choices, " "));
      break;
    case Hint::kFile:
      out += spec.value_optional ? " -F" : " -rF";
      break;
    case Hint::kAtFile:
      out += " -xa '(__gfetch_at_file)'";
      break;
    case Hint::kNothing:
      if (!spec.is_flag()) out += " -x";
  }
  out += fmt::format(" -d {}\n", quoted_for_fish(spec.summary));
  if (!spec.negation.empty()) {
    out += fmt::format("{} -l {} -d 'The opposite of --{}'\n", start,
                       spec.negation, spec.name);
  }
}

}  // namespace

std::string bash_completion(std::span<const OptionSpec> table) {
  std::vector<std::string> all;
  std::vector<std::string> with_value;
  std::string cases;
  std::vector<std::string> files;
  std::vector<std::string> at_files;
  for (const OptionSpec& spec : table) {
    if (spec.hidden) continue;
    const std::vector<std::string> names = spellings(spec);
    all.insert(all.end(), names.begin(), names.end());
    if (spec.is_flag()) continue;
    if (spec.value_optional) {
      cases += fmt::format("    {})\n      $split && _filedir && return ;;\n",
                           fmt::join(names, " | "));
      continue;
    }
    std::vector<std::string>& kind = hint_of(spec) == Hint::kFile ? files
                                     : hint_of(spec) == Hint::kAtFile
                                         ? at_files
                                         : with_value;
    if (hint_of(spec) == Hint::kChoices) {
      cases += fmt::format(
          "    {})\n      COMPREPLY=($(compgen -W '{}' -- \"$cur\"))\n"
          "      return ;;\n",
          fmt::join(names, " | "), fmt::join(spec.choices, " "));
    } else {
      kind.insert(kind.end(), names.begin(), names.end());
    }
  }
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
      kMade, cases, fmt::join(files, " | "), fmt::join(at_files, " | "),
      fmt::join(with_value, " | "), fmt::join(all, " "),
      fmt::join(command_names(), " "));
}

std::string zsh_completion(std::span<const OptionSpec> table) {
  std::string out = "#compdef gfetch\n";
  out += kMade;
  out += R"(
_gfetch_at_file() {
  compset -P @ && _files
}

_gfetch_word() {
  if ((CURRENT == 2)); then
    local -a commands=(
)";
  for (const CommandSpec& spec : command_table()) {
    out += fmt::format("      {}\n", quoted_for_shell(fmt::format(
                                         "{}:{}", spec.name, spec.summary)));
  }
  out += R"(    )
    _describe command commands
  fi
  _urls
}

_gfetch() {
  _arguments -s -S \
)";
  for (const OptionSpec& spec : table) {
    if (!spec.hidden) append_zsh(out, spec);
  }
  out += "    '*: :_gfetch_word'\n}\n\n_gfetch \"$@\"\n";
  return out;
}

std::string fish_completion(std::span<const OptionSpec> table) {
  std::string out(kMade);
  out += R"(
function __gfetch_at_file
    set -l word (commandline -ct)
    string match -q '@*' -- $word; or return
    __fish_complete_path (string sub -s 2 -- $word) | string replace -r '^' '@'
end

complete -c gfetch -f
)";
  for (const CommandSpec& spec : command_table()) {
    out +=
        fmt::format("complete -c gfetch -n __fish_use_subcommand -a {} -d {}\n",
                    spec.name, quoted_for_fish(spec.summary));
  }
  for (const OptionSpec& spec : table) {
    if (!spec.hidden) append_fish(out, spec);
  }
  return out;
}

}  // namespace gfetch
