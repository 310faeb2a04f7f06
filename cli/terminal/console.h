#pragma once
/// Writes messages to stderr, and below them the progress bar: one line that is
/// redrawn in place and never mixes with messages.
///
/// No function reports an error: when stderr is closed, nobody would read it.

#include <string>
#include <string_view>

namespace gfetch {

class Console {
 public:
  /// `descriptor` is not closed.
  explicit Console(int descriptor) : descriptor_(descriptor) {}
  ~Console() { clear(); }
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Prints `gfetch: ` and the sentence, with control characters escaped.
  void say(std::string_view sentence);

  /// Prints whole lines as they are.
  void print(std::string_view lines);

  /// Draws the bar, in place of the last one. `bar` must fit into a line.
  void draw(std::string_view bar);

  /// Wipes the bar, so that another stream may write to the same terminal.
  void clear();

  /// The columns of the terminal; 80 when the descriptor is no terminal.
  unsigned width() const;

 private:
  void write_all(std::string_view text) const;

  int descriptor_;
  bool drawn_ = false;
};

}  // namespace gfetch
