#pragma once
/// Writes messages to stderr, and below them the progress bar: one line that is
/// redrawn in place and never mixes with messages.
///
/// Errors of stderr are ignored, because there is no other place to report
/// them.

#include <string>
#include <string_view>

namespace gfetch {

class Console {
 public:
  /// Creates a console that writes to `descriptor`, which stays open.
  explicit Console(int descriptor) : descriptor_(descriptor) {}
  ~Console() { clear(); }
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Prints `gfetch: ` and the sentence, with control characters escaped.
  void say(std::string_view sentence);

  /// Prints whole lines unchanged.
  void print(std::string_view lines);

  /// Draws the progress bar in place of the previous one. `bar` must fit into a
  /// line.
  void draw(std::string_view bar);

  /// Clears the progress bar, so that another stream may write to the same
  /// terminal.
  void clear();

  /// Returns the width of the terminal in columns; 80 if the descriptor is not
  /// a terminal.
  unsigned width() const;

 private:
  void write_all(std::string_view text) const;

  int descriptor_;
  bool drawn_ = false;
};

}  // namespace gfetch
