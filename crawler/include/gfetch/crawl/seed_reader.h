#pragma once
/// The input of a run: arguments, files and stdin, as one stream of seeds. It
/// is read as it is needed and never held.
///
///   std::vector<SeedInput> inputs;
///   inputs.push_back(SeedInput::arguments({"http://a/"}));
///   inputs.push_back(*SeedInput::file("urls.txt"));
///   SeedReader seeds(std::move(inputs));
///   while (std::optional<Seed> seed = seeds.next()) use(*seed);

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/expand.h"
#include "gfetch/crawl/seed_lines.h"
#include "gfetch/net/result.h"

namespace gfetch::crawl {
class SitemapAddresses;

/// Where seeds come from. Owns its descriptor, stdin excepted.
class SeedInput {
 public:
  /// The URLs of the command line; records call them `argv:1` and on.
  static SeedInput arguments(std::vector<std::string> urls);

  /// A file, opened now; records call its lines `name:1` and on. The error is
  /// kIo and a sentence that names the file.
  static Result<SeedInput> file(const std::string& name);

  /// Lines that are in memory already; records call them `name:1` and on.
  static SeedInput text(std::string name, std::string_view lines);

  /// A descriptor that stays its owner's, and that others may read from: no
  /// flag of it is changed. Records call its lines `stdin:1` and on.
  static SeedInput stdin_stream(int descriptor = 0);

  SeedInput(SeedInput&& other) noexcept;
  SeedInput& operator=(SeedInput&& other) noexcept;
  ~SeedInput();

 private:
  friend class SeedReader;
  SeedInput() = default;

  std::string name_;
  std::vector<std::string> arguments_;
  int descriptor_ = -1;  ///< -1: there are only the arguments
  bool owned_ = false;
  bool finite_ = true;  ///< arguments and regular files: they surely end
  bool waits_ = false;  ///< pipes, sockets, terminals
};

struct SeedReaderOptions {
  bool expand = false;  ///< URLs are patterns, made many by Expansion
  /// Files and stdin are sitemaps, in XML or one address a line, gzipped or
  /// not; each is read to its end before its first address is given, and holds
  /// 50,000 at most. What it leaves out, or that it names none, is a bad line.
  bool sitemaps = false;
};

class SeedReader {
 public:
  explicit SeedReader(std::vector<SeedInput> inputs,
                      SeedReaderOptions options = {});
  ~SeedReader();
  SeedReader(const SeedReader&) = delete;
  SeedReader& operator=(const SeedReader&) = delete;

  /// The next seed; nothing at the end of the last input.
  /// Blocks the calling fiber while a pipe or a terminal has nothing to read;
  /// files are read at once, a block at a time.
  std::optional<Seed> next();

  /// From here on only what is there for certain is given: arguments and the
  /// rest of regular files. Whatever would have to be waited for is dropped.
  void finite_only() { finite_only_ = true; }

  /// Why an input could not be read to its end; it ended there. kIo and a
  /// sentence, of the first such input.
  const std::optional<Error>& error() const { return error_; }

 private:
  // These give whether they made a seed.
  bool fill(Seed& seed);
  bool next_of(SeedInput& input, Seed& seed);
  bool next_of_lines(SeedInput& input, Seed& seed);
  bool next_of_sitemap(SeedInput& input, Seed& seed);
  bool parse(const LineSplitter::Line& line, Seed& seed);
  bool take(std::string_view url, SeedLine line, Seed& seed);
  bool next_of_pattern(Seed& seed);

  std::optional<LineSplitter::Line> next_line(SeedInput& input);
  /// Empty at the end; valid until the next call.
  std::string_view read_block(SeedInput& input);
  void at(const SeedInput& input, std::uint64_t number);
  void make(std::string_view url, SeedLine line, Seed& seed);
  BadLine refuse(std::string_view text, std::string id, Error error) const;

  std::deque<SeedInput> inputs_;
  SeedReaderOptions options_;
  bool finite_only_ = false;
  std::optional<Error> error_;

  // Of the input at the front:
  std::size_t next_argument_ = 0;
  LineSplitter lines_;
  std::unique_ptr<SitemapAddresses> sitemap_;
  bool at_end_ = false;
  std::string block_;
  int blocks_ = 0;
  std::string where_;  ///< `urls.txt:12`

  // Of the line whose pattern is being expanded:
  std::optional<Expansion> expansion_;
  SeedLine pattern_;  ///< what it asks for beyond its URL
};

}  // namespace gfetch::crawl
