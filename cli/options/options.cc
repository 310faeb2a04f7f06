#include "cli/options/options.h"

#include <chrono>

namespace gfetch {

Options defaults_of(Command command) {
  Options options;
  options.command = command;
  options.crawl.assets = command == Command::kCheck;
  if (crawls(command)) {
    options.politeness.host_concurrency = 2;
    options.politeness.delay = std::chrono::milliseconds(100);
  }
  return options;
}

}  // namespace gfetch
