#pragma once
/// The input's lines, purely: bytes to lines, and a line to what it asks for.
/// SeedReader does the reading.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gfetch/crawl/candidate.h"

namespace gfetch::crawl {

/// What an input line comes to.
using Seed = std::variant<Candidate, BadLine>;

/// Cuts a stream of blocks into lines, holding no more than one line and one
/// block. A byte order mark at the start, and the CR of a CRLF, are dropped.
///
///   LineSplitter lines;
///   while (std::size_t n = read(into)) {
///     lines.feed({into, n});
///     while (auto line = lines.next()) use(*line);
///   }
///   lines.finish();
///   while (auto line = lines.next()) use(*line);  // one without its newline
class LineSplitter {
 public:
  static constexpr std::size_t kLongestLine = std::size_t{64} * 1024;
  static constexpr std::size_t kLongestJsonLine = std::size_t{1024} * 1024;

  struct Line {
    std::string_view text;     ///< valid until the next call of any function
    std::uint64_t number = 0;  ///< from 1
    bool too_long = false;     ///< then `text` is only how it begins
  };

  /// Takes the next bytes. All lines must have been taken out before.
  void feed(std::string_view block);

  /// The stream has ended: what is left is the last line.
  void finish() { finished_ = true; }

  /// The next line; nothing when more bytes are needed.
  std::optional<Line> next();

 private:
  static std::size_t longest(std::string_view line);
  Line take(std::string_view text, std::size_t with_newline);
  void skip(std::string_view bytes);

  std::string buffer_;  ///< bytes not given out yet, from begin_ on
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;  ///< from begin_, no newline before it
  bool skipping_ = false;     ///< a line that is too long, to its end
  std::string too_long_;      ///< how that line begins
  bool finished_ = false;
  std::uint64_t number_ = 0;
};

/// `line` without the blanks around it; empty for a comment.
std::string_view seed_text(std::string_view line);

/// What a line in JSON asks for, before its URL is looked at.
struct SeedLine {
  std::string url = {};  ///< as it was written
  std::string id = {};
  std::shared_ptr<const RequestOverrides> overrides = {};  ///< null: none
};

/// The JSON form: an object of `url` (required), `method`, `headers` (an
/// object of strings), `body` and `id` (a string or an integer). A body that is
/// an object or an array is sent as JSON, under this type unless `headers` name
/// another. Anything else, an unknown or repeated key included, is an error
/// that names it.
Result<SeedLine> parse_seed_json(std::string_view line);

/// `text` as a record may show it: at most 2 KiB, nothing of a password.
std::string shown(std::string_view text);

}  // namespace gfetch::crawl
