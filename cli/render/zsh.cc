#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/render/completion.h"
#include "cli/render/generate.h"

namespace gfetch {
namespace {

/// Returns `text` in single quotes, by the rules of zsh.
std::string zsh_quoted(std::string_view text) {
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

/// Returns a summary, escaped for the brackets of zsh's _arguments.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string value_of(const OptionSpec& spec) {
  if (spec.is_flag()) return {};
  const std::string message =
      (spec.value_optional ? ":" : "") + escaped(spec.metavar);
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

/// Appends a spec of _arguments for each spelling of an option. Once one
/// spelling was typed, zsh offers no other spelling, unless the option may be
/// repeated.
void append(std::string& out, const OptionSpec& spec) {
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
        zsh_quoted(fmt::format("{}{}{}[{}]{}", exclusion, name, joint,
                               escaped(spec.summary), value_of(spec))));
  }
}

}  // namespace

std::string zsh_completion(std::span<const OptionSpec> table) {
  std::string out = "#compdef gfetch\n";
  out += kGeneratedNote;
  out += R"(
_gfetch_at_file() {
  compset -P @ && _files
}

_gfetch_word() {
  if ((CURRENT == 2)); then
    local -a commands=(
)";
  for (const CommandSpec& spec : command_table()) {
    out +=
        fmt::format("      {}\n",
                    zsh_quoted(fmt::format("{}:{}", spec.name, spec.summary)));
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
    if (!spec.hidden) append(out, spec);
  }
  out += "    '*: :_gfetch_word'\n}\n\n_gfetch \"$@\"\n";
  return out;
}

}  // namespace gfetch
