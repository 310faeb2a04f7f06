#pragma once
/// The commands of gfetch: the first word of a command line.

#include <initializer_list>
#include <string_view>
#include <vector>

namespace gfetch {

enum class Command { kFetch, kCrawl, kCheck, kCompare };

struct CommandSpec {
  Command command;
  std::string_view name;
  std::string_view operands;  ///< `URL...`; in brackets when it can be left out
  std::string_view summary;
};

/// The commands, the default one first.
const std::vector<CommandSpec>& command_table();

/// `crawl` for Command::kCrawl.
std::string_view name_of(Command command);

/// True for the commands that follow links.
constexpr bool crawls(Command command) {
  return command == Command::kCrawl || command == Command::kCheck;
}

/// The commands of which crawls() is true.
inline constexpr std::initializer_list<Command> kCrawlCommands = {
    Command::kCrawl, Command::kCheck};

}  // namespace gfetch
