#pragma once
/// Reads the inputs of a run (arguments, files, stdin) as one stream of seeds.
/// Inputs are read on demand and never held in memory as a whole.
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

#include "crawl/seed/expand.h"
#include "crawl/seed/seed_lines.h"
#include "gfetch/crawl/seed_input.h"
#include "gfetch/net/result.h"

namespace gfetch::crawl {
class SitemapAddresses;

class SeedReader {
 public:
  explicit SeedReader(std::vector<SeedInput> inputs,
                      SeedReaderOptions options = {});
  ~SeedReader();
  SeedReader(const SeedReader&) = delete;
  SeedReader& operator=(const SeedReader&) = delete;

  /// Reads the next seed; nothing at the end of the last input. Blocks the
  /// calling fiber while a pipe or a terminal has nothing to read. Blocks the
  /// thread only for the disk.
  std::optional<Seed> next();

  /// Restricts the following calls of next() to arguments and regular files,
  /// which have an end. The rest of all other inputs is dropped.
  void finite_only() { finite_only_ = true; }

  /// The next URL of a pattern, and the number of URLs that the pattern still
  /// stands for, that URL included.
  struct PatternRest {
    Seed next;
    std::uint64_t urls = 0;
  };
  /// Drops the rest of the pattern that is being expanded, if it stands for
  /// more than kListedRest URLs, and returns it. Otherwise returns nothing, and
  /// the following calls of next() return these URLs.
  std::optional<PatternRest> drop_large_rest();
  static constexpr std::uint64_t kListedRest = 1000;

  /// Returns the first read error: kIo with a sentence. An input ends at a read
  /// error.
  const std::optional<Error>& error() const { return error_; }

 private:
  // These functions return true when they have filled `seed`.
  bool fill(Seed& seed);
  bool next_of(SeedInput& input, Seed& seed);
  bool next_of_lines(SeedInput& input, Seed& seed);
  bool next_of_sitemap(SeedInput& input, Seed& seed);
  bool parse(const LineSplitter::Line& line, Seed& seed);
  bool take(std::string_view url, SeedLine line, Seed& seed);
  bool next_of_pattern(Seed& seed);

  std::optional<LineSplitter::Line> next_line(SeedInput& input);
  /// Reads the next block of an input. The result is empty at the end, and
  /// valid until the next call.
  std::string_view read_block(SeedInput& input);
  void set_location(const SeedInput& input, std::uint64_t number);
  void make(std::string_view url, SeedLine line, Seed& seed);
  BadLine refuse(std::string_view text, std::string id, Error error) const;

  std::deque<SeedInput> inputs_;
  SeedReaderOptions options_;
  bool finite_only_ = false;
  std::optional<Error> error_;

  // The state of the input that is being read.
  std::size_t next_argument_ = 0;
  LineSplitter lines_;
  std::unique_ptr<SitemapAddresses> sitemap_;
  bool at_end_ = false;
  std::string block_;
  int blocks_ = 0;
  std::string where_;  ///< the location of a seed, `urls.txt:12`

  // The state of the URL pattern that is being expanded.
  std::optional<Expansion> expansion_;
  SeedLine pattern_;  ///< the pattern's line: its id and overrides
};

}  // namespace gfetch::crawl
