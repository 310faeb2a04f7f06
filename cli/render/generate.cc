#include "cli/render/generate.h"

#include "cli/base/version.h"

namespace gfetch {

std::string generated(Rendering rendering, std::span<const OptionSpec> table) {
  switch (rendering) {
    case Rendering::kMan:
      return man_page(table, version());
    case Rendering::kBash:
      return bash_completion(table);
    case Rendering::kZsh:
      return zsh_completion(table);
    case Rendering::kFish:
      return fish_completion(table);
  }
  return {};
}

}  // namespace gfetch
