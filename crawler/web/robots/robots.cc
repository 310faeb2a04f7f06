#include "web/robots/robots.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/robots/pattern.h"
#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kAllow = "Allow: ";
constexpr std::string_view kDisallow = "Disallow: ";
// The line that crosses kMaxBytes is read up to this number of bytes beyond it.
constexpr std::size_t kMaxOverrun = std::size_t{16} * 1024;

std::string_view pattern_of(std::string_view rule) {
  rule.remove_prefix(rule.find(' ') + 1);
  return rule;
}

// Removes the byte order mark of UTF-8 or UTF-16 from the first line. (The NUL
// bytes of ASCII text in UTF-16 are skipped elsewhere.)
std::string_view without_bom(std::string_view line) {
  for (const std::string_view bom : {"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE"}) {
    if (line.starts_with(bom)) return line.substr(bom.size());
  }
  return line;
}

// Returns the product token in the value of a User-agent line: `gfetch` in
// `gfetch/1.0 (us)`.
std::string_view product_in(std::string_view agent) {
  const auto end = std::find_if(agent.begin(), agent.end(), [](char c) {
    return !is_letter(c) && c != '-' && c != '_';
  });
  return agent.substr(0, static_cast<std::size_t>(end - agent.begin()));
}

bool is_disallow(std::string_view key) {
  constexpr std::array<std::string_view, 6> kSpellings = {
      "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"};
  return std::any_of(
      kSpellings.begin(), kSpellings.end(),
      [&](std::string_view known) { return equal_without_case(key, known); });
}

// Parses the value of a Crawl-delay: a number of seconds, which may have a
// fraction.
std::optional<Duration> parse_delay(std::string_view text) {
  constexpr double kMaxSeconds = 24 * 60 * 60;
  double value = 0;
  double place = 0;  // value of the next fractional digit, 0 before the point
  bool digits = false;
  for (const char c : text) {
    if (c == '.' && place == 0) {
      place = 0.1;
    } else if (!is_digit(c)) {
      return std::nullopt;
    } else if (place == 0) {
      value = std::min(value * 10 + (c - '0'), kMaxSeconds);
      digits = true;
    } else {
      value += (c - '0') * place;
      place /= 10;
      digits = true;
    }
  }
  if (!digits) return std::nullopt;
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(value, kMaxSeconds)));
}

}  // namespace

RobotsRules RobotsRules::parse(std::string_view text,
                               std::string_view product) {
  RobotsReader reader(product);
  reader.feed(text);
  return std::move(reader).finish();
}

RobotsVerdict RobotsRules::judge(std::string_view path) const {
  if (path == "/robots.txt") return {};
  const std::string normal_form = normal_path(path);
  std::size_t steps = 0;
  for (const Rule& rule : rules_) {
    const std::string_view text = text_of(rule);
    if (matches(pattern_of(text), normal_form, steps)) {
      return {rule.allows, rule.line, text};
    }
  }
  return {};
}

std::size_t RobotsRules::bytes() const {
  std::size_t bytes =
      sizeof(*this) + text_.capacity() + rules_.capacity() * sizeof(Rule);
  for (const std::string& sitemap : sitemaps_) {
    bytes += sizeof(std::string) + sitemap.capacity();
  }
  return bytes;
}

bool RobotsReader::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (done_) return false;
    ++bytes_;
    const bool ends_crlf = c == '\n' && after_cr_;
    if (c == '\0') {
      // NUL bytes are skipped, so that ASCII text in UTF-16 can be read.
    } else if (ends_crlf) {
      line_begin_ = bytes_;
    } else if (c == '\n' || c == '\r') {
      end_line();
    } else {
      line_ += c;
    }
    if (c != '\0') after_cr_ = c == '\r';
    done_ = line_begin_ >= kMaxBytes || bytes_ >= kMaxBytes + kMaxOverrun;
  }
  return !done_;
}

RobotsRules RobotsReader::finish() && {
  if (!done_ && !line_.empty()) end_line();
  RobotsRules rules = std::move(product_group_.present ? product_group_.rules
                                                       : any_group_.rules);
  rules.sitemaps_ = std::move(sitemaps_);
  std::stable_sort(
      rules.rules_.begin(), rules.rules_.end(),
      [&](const auto& one, const auto& other) {
        const std::size_t size = pattern_of(rules.text_of(one)).size();
        const std::size_t other_size = pattern_of(rules.text_of(other)).size();
        if (size != other_size) return size > other_size;
        return one.allows && !other.allows;
      });
  return rules;
}

void RobotsReader::end_line() {
  line_begin_ = bytes_;
  ++line_number_;
  std::string_view line = line_;
  if (line_number_ == 1) line = without_bom(line);
  line = line.substr(0, line.find('#'));
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    take_record(trimmed(line.substr(0, colon)),
                trimmed(line.substr(colon + 1)));
  }
  line_.clear();
}

void RobotsReader::take_record(std::string_view key, std::string_view value) {
  const auto is = [key](std::string_view name) {
    return equal_without_case(key, name);
  };
  if (is("user-agent")) {
    take_agent(value);
  } else if (is("allow")) {
    take_rule(true, value);
  } else if (is_disallow(key)) {
    take_rule(false, value);
  } else if (is("crawl-delay")) {
    take_delay(value);
  } else if (is("sitemap")) {
    take_sitemap(value);
  }
}

// Takes a User-agent line. Consecutive User-agent lines share the rules that
// follow, even when lines other than rules separate them.
void RobotsReader::take_agent(std::string_view value) {
  if (std::exchange(in_rules_, false)) for_product_ = for_any_ = false;
  const bool any = value.substr(0, value.find_first_of(" \t")) == "*";
  const bool product = equal_without_case(product_in(value), product_);
  for_any_ = for_any_ || any;
  for_product_ = for_product_ || product;
  any_group_.present = any_group_.present || for_any_;
  product_group_.present = product_group_.present || for_product_;
}

void RobotsReader::take_rule(bool allows, std::string_view path) {
  in_rules_ = true;
  if (path.empty()) return;
  const std::string pattern = normal_pattern(path);
  const auto add = [&](RobotsRules& rules) {
    const auto begin = static_cast<std::uint32_t>(rules.text_.size());
    rules.text_.append(allows ? kAllow : kDisallow).append(pattern);
    rules.rules_.push_back(
        {begin, static_cast<std::uint32_t>(rules.text_.size()) - begin,
         line_number_, allows});
  };
  if (for_product_) add(product_group_.rules);
  if (for_any_) add(any_group_.rules);
}

void RobotsReader::take_sitemap(std::string_view value) {
  constexpr std::size_t kMaxSitemaps = 100;
  constexpr std::size_t kMaxUrlBytes = 2048;
  if (value.empty() || value.size() > kMaxUrlBytes) return;
  if (sitemaps_.size() < kMaxSitemaps) sitemaps_.emplace_back(value);
}

// Takes a Crawl-delay, which applies to the User-agent lines before it. More
// User-agent lines may follow it and share the same rules.
void RobotsReader::take_delay(std::string_view value) {
  const std::optional<Duration> delay = parse_delay(value);
  if (!delay) return;
  const auto add = [&](RobotsRules& rules) {
    rules.crawl_delay_ = std::max(rules.crawl_delay_.value_or(*delay), *delay);
  };
  if (for_product_) add(product_group_.rules);
  if (for_any_) add(any_group_.rules);
}

}  // namespace gfetch::web
