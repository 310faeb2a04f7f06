#pragma once
/// Parses input lines, without I/O: splits bytes into lines and parses a line
/// as a URL or a JSON object. SeedReader reads the bytes.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crawl/seed/candidate.h"

namespace gfetch::crawl {

/// The result of parsing an input line: a URL to fetch, or an error.
using Seed = std::variant<Candidate, BadLine>;

/// Splits a stream of blocks into lines, and holds at most one line and one
/// block. A byte order mark at the start and the CR of a CRLF are dropped.
///
///   LineSplitter lines;
///   while (std::size_t n = read(into)) {
///     lines.feed({into, n});
///     while (auto line = lines.next()) use(*line);
///   }
///   lines.finish();
///   while (auto line = lines.next()) use(*line);  // a last one, no newline
class LineSplitter {
 public:
  static constexpr std::size_t kLongestLine = std::size_t{64} * 1024;
  static constexpr std::size_t kLongestJsonLine = std::size_t{1024} * 1024;

  struct Line {
    std::string_view text;     ///< the line; valid until the next call
    std::uint64_t number = 0;  ///< the line number, from 1
    bool too_long = false;     ///< true: `text` is only the line's beginning
  };

  /// Adds the next bytes of the stream. next() must have returned nothing
  /// before.
  void feed(std::string_view block);

  /// Marks the end of the stream: the remaining bytes are the last line.
  void finish() { finished_ = true; }

  /// Returns the next line; nothing when more bytes are needed.
  std::optional<Line> next();

 private:
  static std::size_t longest(std::string_view line);
  Line take(std::string_view text, std::size_t with_newline);
  void skip(std::string_view bytes);

  std::string buffer_;  ///< bytes not yet returned as lines, from begin_ on
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;  ///< bytes after begin_ known to have no newline
  bool skipping_ = false;     ///< whether the current line is too long
  std::string too_long_;      ///< the beginning of a line that is too long
  bool finished_ = false;
  std::uint64_t number_ = 0;
};

/// Removes the blanks around `line`. The result is empty for a comment.
std::string_view seed_text(std::string_view line);

/// The members of a JSON input line. Its URL is not parsed yet.
struct SeedLine {
  std::string url = {};  ///< the URL as written in the line
  std::string id = {};
  /// The request members of the line; null: none.
  std::shared_ptr<const RequestOverrides> overrides = {};
};

/// Parses an input line in JSON: an object of `url` (required), `method`,
/// `headers` (an object of strings), `body` and `id` (a string or an integer).
/// A body that is an object or an array is sent as JSON, with the Content-Type
/// of JSON unless `headers` has one. Any other line is an error with a sentence
/// that names the fault. Unknown and repeated keys are errors, too.
///
/// A header that frames the message or belongs to the connection
/// (http::is_connection_field) is an error, because the rest of the line's body
/// could become a request of its own. So are the method CONNECT, and the header
/// Host unless `may_set_host`.
Result<SeedLine> parse_seed_json(std::string_view line,
                                 bool may_set_host = false);

/// Returns `text` in the form for a record: at most 2 KiB, with passwords
/// replaced by `***`.
std::string shown(std::string_view text);

}  // namespace gfetch::crawl
