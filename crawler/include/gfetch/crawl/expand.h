#pragma once
/// curl's globs: one pattern that stands for many URLs, made one at a time, so
/// that a range of a billion costs no more than a range of two.
///
///   Result<Expansion, PatternError> urls =
///       Expansion::parse("http://h/{a,b}/[08-12:2]");
///   while (std::optional<std::string> url = urls->next()) use(*url);
///   // http://h/a/08  http://h/a/10  http://h/a/12  http://h/b/08 …
///
///   {a,b,}     the words between the commas, which may be empty
///   [1-100:2]  numbers and a step; zeros in front keep the width of the first
///   [a-z:2]    letters of one case and a step
///   \{ \[ \,   the character itself, as are the brackets of [::1]
///
/// The last one turns fastest.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gfetch/net/result.h"

namespace gfetch::crawl {

struct PatternError {
  std::string message;       ///< a sentence
  std::size_t position = 0;  ///< the byte of the pattern it is about
};

class Expansion {
 public:
  static Result<Expansion, PatternError> parse(std::string_view pattern);

  /// The next one; nothing after the last.
  std::optional<std::string> next();

 private:
  struct Words {
    std::vector<std::string> words;
  };
  struct Range {
    std::uint64_t first = 0;  ///< a number, or a letter's code
    std::uint64_t step = 1;
    std::uint64_t count = 1;
    std::size_t width = 0;  ///< zeros fill up to it
    bool letters = false;
  };
  struct Part {
    std::variant<Words, Range> choices;
    std::uint64_t turn = 0;  ///< which of the choices comes next
  };
  class Parser;

  static std::uint64_t count(const Part& part);
  static void append(const Part& part, std::string& text);
  void advance();

  std::vector<Part> parts_;
  bool finished_ = false;
};

}  // namespace gfetch::crawl
