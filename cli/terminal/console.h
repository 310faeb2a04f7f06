#pragma once
/// What the user reads on stderr: messages, and below them one line, the bar,
/// that is drawn anew in place and never mixes with anything else.
///
/// Nothing here reports an error: where stderr is gone there is nobody to tell.

#include <string>
#include <string_view>

namespace gfetch {

class Console {
 public:
  /// `descriptor` stays its owner's.
  explicit Console(int descriptor) : descriptor_(descriptor) {}
  ~Console() { clear(); }
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Prints `gfetch: ` and the sentence, with no control left in it.
  void say(std::string_view sentence);

  /// Prints whole lines as they are.
  void print(std::string_view lines);

  /// Draws the bar, or draws it anew. `bar` must fit into a line.
  void draw(std::string_view bar);

  /// Wipes the bar away, so that others may write to the same terminal.
  void clear();

  /// Columns of the terminal; 80 where there is none to ask.
  unsigned width() const;

 private:
  void write_all(std::string_view text) const;

  int descriptor_;
  bool drawn_ = false;
};

}  // namespace gfetch
