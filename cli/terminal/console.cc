#include "cli/terminal/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/base/file.h"
#include "cli/base/values.h"

namespace gfetch {
namespace {

/// The escape sequence that moves to the first column and clears the line.
constexpr std::string_view kWipe = "\r\x1b[K";
constexpr unsigned kDefaultWidth = 80;

}  // namespace

void Console::say(std::string_view sentence) {
  print(fmt::format("gfetch: {}\n", printable(sentence)));
}

void Console::print(std::string_view lines) {
  clear();
  write_all(lines);
}

void Console::draw(std::string_view bar) {
  write_all(fmt::format("{}{}", kWipe, bar));
  drawn_ = true;
}

void Console::clear() {
  if (!drawn_) return;
  write_all(kWipe);
  drawn_ = false;
}

unsigned Console::width() const {
  winsize size{};
  const bool known = ioctl(descriptor_, TIOCGWINSZ, &size) == 0;
  return known && size.ws_col > 0 ? size.ws_col : kDefaultWidth;
}

// A reader of the log that is stuck loses text rather than hold up the run.
void Console::write_all(std::string_view text) const {
  static_cast<void>(write_in_time(descriptor_, text));
}

}  // namespace gfetch
