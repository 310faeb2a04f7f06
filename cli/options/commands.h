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
  /// The operands in the usage line, such as `URL...`.
  std::string_view operands;
  std::string_view summary;
};

/// Returns the table of commands, the default command first.
const std::vector<CommandSpec>& command_table();

/// Returns the name of a command, such as `crawl` for Command::kCrawl.
std::string_view name_of(Command command);

/// Returns true for the commands that follow links.
constexpr bool crawls(Command command) {
  return command == Command::kCrawl || command == Command::kCheck;
}

/// The commands for which crawls() is true.
inline constexpr std::initializer_list<Command> kCrawlCommands = {
    Command::kCrawl, Command::kCheck};

}  // namespace gfetch
