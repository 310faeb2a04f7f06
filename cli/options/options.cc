#include "cli/options/options.h"

#include <chrono>

namespace gfetch {

Options defaults_of(Command command) {
  Options options;
  options.command = command;
  options.crawl.assets = command == Command::kCheck;
  options.politeness =
      crawls(command) ? crawl::crawl_politeness() : crawl::list_politeness();
  return options;
}

}  // namespace gfetch
