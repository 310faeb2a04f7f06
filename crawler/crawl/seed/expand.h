#pragma once
/// curl's URL globbing: expands one pattern into many URLs. The URLs are made
/// one at a time, so a range of a billion uses no more memory than a range of
/// two.
///
///   Result<Expansion, PatternError> urls =
///       Expansion::parse("http://h/{a,b}/[08-12:2]");
///   while (std::optional<std::string> url = urls->next()) use(*url);
///   // http://h/a/08  http://h/a/10  http://h/a/12  http://h/b/08 …
///
///   {a,b,}     the words between the commas; a word may be empty
///   [1-100:2]  a range of numbers with a step; leading zeros set the width
///   [a-z:2]    a range of letters of one case with a step
///   \{ \[ \,   the literal character; the brackets of [::1] are literal, too
///
/// The last range or word list of a pattern changes fastest. A pattern stands
/// for at most 2^32 URLs.

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
  std::string message;       ///< a sentence about the error
  std::size_t position = 0;  ///< the byte offset of the error in the pattern
};

class Expansion {
 public:
  /// The most URLs for which a pattern may stand.
  static constexpr std::uint64_t kMostUrls = std::uint64_t{1} << 32;

  /// Parses the URL pattern `pattern`.
  static Result<Expansion, PatternError> parse(std::string_view pattern);

  /// Returns the next URL; nothing after the last URL.
  std::optional<std::string> next();
  /// The number of URLs that next() has still to return.
  std::uint64_t left() const noexcept { return left_; }

 private:
  struct Words {
    std::vector<std::string> words;
  };
  struct Range {
    std::uint64_t first = 0;  ///< the first number, or the code of a letter
    std::uint64_t step = 1;
    std::uint64_t count = 1;
    std::size_t width = 0;  ///< minimum width, filled with leading zeros
    bool letters = false;
  };
  struct Part {
    std::variant<Words, Range> choices;
    std::uint64_t index = 0;  ///< the index of the current word or number
  };
  class Parser;

  static std::uint64_t count(const Part& part);
  static void append(const Part& part, std::string& text);
  void advance();

  std::vector<Part> parts_;
  std::uint64_t left_ = 1;
};

}  // namespace gfetch::crawl
