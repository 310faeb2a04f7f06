#include "cli/options/commands.h"

#include <algorithm>

namespace gfetch {

const std::vector<CommandSpec>& command_table() {
  static const std::vector<CommandSpec> commands{
      {Command::kFetch, "fetch", "[URL...]",
       "Fetch a list of URLs: this is the default."},
      {Command::kCrawl, "crawl", "URL...", "Follow links from these URLs."},
      {Command::kCheck, "check", "URL...",
       "Crawl, and report broken links with the pages that hold them."},
      {Command::kCompare, "compare", "[URL...]",
       "Fetch a list synchronously, then asynchronously."}};
  return commands;
}

std::string_view name_of(Command command) {
  const auto spec =
      std::ranges::find(command_table(), command, &CommandSpec::command);
  return spec->name;
}

}  // namespace gfetch
