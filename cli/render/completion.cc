#include "cli/render/completion.h"

#include <fmt/format.h>

namespace gfetch {

Hint hint_of(const OptionSpec& spec) {
  if (!spec.choices.empty()) return Hint::kChoices;
  if (spec.metavar == "FILE") return Hint::kFile;
  if (spec.detail.find("@FILE") != std::string_view::npos) {
    return Hint::kAtFile;
  }
  return Hint::kNothing;
}

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

}  // namespace gfetch
