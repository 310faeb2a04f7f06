#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/render/completion.h"
#include "cli/render/generate.h"

namespace gfetch {
namespace {

/// Returns `text` in single quotes, by the rules of fish.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// Returns fish's condition that offers an option only after its commands.
std::string condition_of(const OptionSpec& spec) {
  if (spec.only_for.empty()) return {};
  std::string commands;
  for (const Command command : spec.only_for) {
    commands += fmt::format(" {}", name_of(command));
  }
  return fmt::format(" -n '__fish_seen_subcommand_from{}'", commands);
}

void append(std::string& out, const OptionSpec& spec) {
  const std::string start = "complete -c gfetch" + condition_of(spec);
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
  out += fmt::format(" -d {}\n", fish_quoted(spec.summary));
  if (!spec.negation.empty()) {
    out += fmt::format("{} -l {} -d 'The opposite of --{}'\n", start,
                       spec.negation, spec.name);
  }
}

}  // namespace

std::string fish_completion(std::span<const OptionSpec> table) {
  std::string out(kGeneratedNote);
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
                    spec.name, fish_quoted(spec.summary));
  }
  for (const OptionSpec& spec : table) {
    if (!spec.hidden) append(out, spec);
  }
  return out;
}

}  // namespace gfetch
