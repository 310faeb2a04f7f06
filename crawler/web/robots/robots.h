#pragma once
/// What a robots.txt allows us, by RFC 9309. Pure: reading and judging only;
/// robots_cache.h fetches.
///
///   const RobotsRules rules = RobotsRules::parse(text);
///   if (!rules.allows("/private/a?b")) …
///
/// What a server may send, and what is made of it:
///
/// - The groups that name our product are one, and hold alone; without one
///   those of `*` do. Names are compared without case, up to the first
///   character that no name has: `gfetch/1.0` is us.
/// - The longest rule that matches wins, and Allow among equals. `*` stands for
///   any bytes, a `$` at the end for the end. Octets are compared as the RFC
///   has it: escapes of letters, digits and `-._~` undone, bytes beyond ASCII
///   escaped; in a query `%3A` and `%2F` are `:` and `/`, too.
/// - Lines end in CR, LF or both; a BOM and NULs are skipped, so even UTF-16
///   can be read. Of misspellings those of Disallow are taken: they can only
///   forbid. All other lines are ignored, as are rules without a group.
/// - Every line that begins within the first 500 KiB counts; what follows, and
///   a line that goes on for 16 KiB beyond, does not.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::web {

/// What we are called in robots.txt.
inline constexpr std::string_view kRobotsProduct = "gfetch";

/// Whether a path is allowed, and the rule that says it.
struct RobotsVerdict {
  bool allowed = true;
  std::uint32_t line = 0;  ///< of robots.txt, from 1; 0: no rule matches
  std::string_view rule;   ///< `Disallow: /a*`, normalised; lives as the rules
};

class RobotsRules {
 public:
  /// Nothing is forbidden.
  RobotsRules() = default;

  /// Never blocks.
  static RobotsRules parse(std::string_view text,
                           std::string_view product = kRobotsProduct);

  /// `path` is a URL's path with its query, `/a/b?c`. Takes time in proportion
  /// to the length of the rules, and to that of `path` for each of them,
  /// whatever they hold.
  /// Never blocks.
  RobotsVerdict judge(std::string_view path) const;
  bool allows(std::string_view path) const { return judge(path).allowed; }

  /// How long to wait between two requests; the longest that our groups ask
  /// for. At most a day.
  /// Never blocks.
  std::optional<Duration> crawl_delay() const { return crawl_delay_; }

  /// What the Sitemap lines hold, whosoever group they stand in; the first 100.
  /// Never blocks.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

  /// Never blocks.
  std::size_t size() const { return rules_.size(); }

  /// Of memory.
  /// Never blocks.
  std::size_t bytes() const;

 private:
  friend class RobotsReader;

  /// `Disallow: /a*b` lies in text_.
  struct Rule {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::uint32_t line = 0;
    bool allows = false;
  };

  std::string_view text_of(const Rule& rule) const {
    return std::string_view(text_).substr(rule.begin, rule.size);
  }

  std::string text_;         ///< of all rules
  std::vector<Rule> rules_;  ///< in the order in which the first match wins
  std::optional<Duration> crawl_delay_;
  std::vector<std::string> sitemaps_;
};

/// Reads a robots.txt that arrives in pieces, in flat memory if it never ends.
///
///   RobotsReader reader;
///   while (reader.feed(next_piece())) {
///   }
///   RobotsRules rules = std::move(reader).finish();
class RobotsReader {
 public:
  /// Lines that begin beyond it are not read.
  static constexpr std::size_t kMostBytes = std::size_t{500} * 1024;

  explicit RobotsReader(std::string_view product = kRobotsProduct)
      : product_(product) {}

  /// False: nothing that follows is of interest.
  /// Never blocks.
  bool feed(std::string_view bytes);

  /// Never blocks.
  RobotsRules finish() &&;

 private:
  /// The rules for one name, ours or `*`.
  struct Group {
    bool named = false;  ///< it is there, were it empty
    RobotsRules rules;
  };

  void end_line();
  void take_record(std::string_view key, std::string_view value);
  void take_agent(std::string_view value);
  void take_rule(bool allows, std::string_view path);
  void take_sitemap(std::string_view value);
  void take_delay(std::string_view value);

  std::string product_;
  std::string line_;            ///< that has begun
  std::size_t bytes_ = 0;       ///< so far
  std::size_t line_begin_ = 0;  ///< in them
  std::uint32_t line_number_ = 0;
  bool after_cr_ = false;
  bool done_ = false;
  bool in_rules_ = false;  ///< the next User-agent begins another group
  bool for_us_ = false;    ///< the present group's names hold ours, or `*`
  bool for_all_ = false;
  Group ours_;
  Group everybodys_;
  std::vector<std::string> sitemaps_;
};

}  // namespace gfetch::web
