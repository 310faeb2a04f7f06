#pragma once
/// The rules of a robots.txt, by RFC 9309. Pure: this parses and matches;
/// robots_cache.h fetches.
///
///   const RobotsRules rules = RobotsRules::parse(text);
///   if (!rules.allows("/private/a?b")) …
///
/// The interpretation of a file:
///
/// - Groups (2.2.1): all groups that name our product are merged, and only they
///   apply; without any, the groups of `*` apply. Product tokens are compared
///   without case, up to the first character that is not allowed in one:
///   `gfetch/1.0` is our product.
/// - Rules (2.2.2): the longest pattern that matches wins; of two with the same
///   length, Allow wins. `*` matches any bytes, and `$` at the end of a pattern
///   matches the end of the path. Paths are compared in one normal form:
///   escapes of letters, digits and `-._~` are decoded, bytes beyond ASCII are
///   escaped; in a query `%3A` and `%2F` are decoded, too.
/// - Lines end in CR, LF or CRLF. A byte order mark and NUL bytes are skipped,
///   so that ASCII text in UTF-16 can be read. Misspellings of Disallow are
///   accepted, because they can only forbid. All other lines are ignored, and
///   so are rules before the first group.
/// - Limits (2.5): every line that starts within the first 500 KiB counts,
///   unless it goes on for 16 KiB beyond them. The rest is ignored.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::web {

/// The product token of gfetch in robots.txt.
inline constexpr std::string_view kRobotsProduct = "gfetch";

/// The decision of a robots.txt on a path, and the rule that made it.
struct RobotsVerdict {
  bool allowed = true;
  std::uint32_t line = 0;  ///< the rule's line, from 1; 0: no rule matches
  std::string_view rule;   ///< such as `Disallow: /a*`; a view of the rules
};

class RobotsRules {
 public:
  /// Creates rules that allow every path.
  RobotsRules() = default;

  static RobotsRules parse(std::string_view text,
                           std::string_view product = kRobotsProduct);

  /// Decides on `path`, a URL's path with its query: `/a/b?c`. The time is
  /// linear in the size of the rules plus the length of `path` for each rule,
  /// whatever patterns they hold.
  RobotsVerdict judge(std::string_view path) const;
  bool allows(std::string_view path) const { return judge(path).allowed; }

  /// Returns the minimum delay between two requests: the longest Crawl-delay of
  /// the groups that apply, at most one day; nothing when there is none.
  std::optional<Duration> crawl_delay() const { return crawl_delay_; }

  /// Returns the values of the first 100 Sitemap lines, which belong to no
  /// group.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

  /// Returns the number of rules.
  std::size_t size() const { return rules_.size(); }

  /// Returns the memory use of the rules in bytes.
  std::size_t bytes() const;

 private:
  friend class RobotsReader;

  /// A rule, as a range of text_ such as `Disallow: /a*b`.
  struct Rule {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::uint32_t line = 0;
    bool allows = false;
  };

  std::string_view text_of(const Rule& rule) const {
    return std::string_view(text_).substr(rule.begin, rule.size);
  }

  std::string text_;         ///< the text of all rules
  std::vector<Rule> rules_;  ///< sorted by priority: the first match wins
  std::optional<Duration> crawl_delay_;
  std::vector<std::string> sitemaps_;
};

/// Reads a robots.txt that arrives in pieces. Memory is bounded, however long
/// the file is.
///
///   RobotsReader reader;
///   while (reader.feed(next_piece())) {
///   }
///   RobotsRules rules = std::move(reader).finish();
class RobotsReader {
 public:
  /// The size limit of a robots.txt in bytes: lines that start after it are
  /// ignored.
  static constexpr std::size_t kMaxBytes = std::size_t{500} * 1024;

  explicit RobotsReader(std::string_view product = kRobotsProduct)
      : product_(product) {}

  /// Reads the next bytes. Returns false when the size limit is reached, so
  /// that the rest of the file can be left unread.
  bool feed(std::string_view bytes);

  /// Ends the file and returns its rules.
  RobotsRules finish() &&;

 private:
  /// The merged rules of all groups for gfetch, or of all groups for `*`.
  struct Group {
    bool present = false;  ///< whether such a group exists, even without rules
    RobotsRules rules;
  };

  void end_line();
  void take_record(std::string_view key, std::string_view value);
  void take_agent(std::string_view value);
  void take_rule(bool allows, std::string_view path);
  void take_sitemap(std::string_view value);
  void take_delay(std::string_view value);

  std::string product_;
  std::string line_;            ///< the beginning of an unfinished line
  std::size_t bytes_ = 0;       ///< the number of bytes read so far
  std::size_t line_begin_ = 0;  ///< offset of the unfinished line
  std::uint32_t line_number_ = 0;
  bool after_cr_ = false;
  bool done_ = false;
  bool in_rules_ = false;     ///< whether a User-agent line starts a new group
  bool for_product_ = false;  ///< whether the current group names gfetch
  bool for_any_ = false;      ///< whether the current group names `*`
  Group product_group_;
  Group any_group_;
  std::vector<std::string> sitemaps_;
};

}  // namespace gfetch::web
