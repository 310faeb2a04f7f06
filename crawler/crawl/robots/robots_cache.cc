// The states of an origin in the cache:
//
//   unknown ──┬── success ──► has rules ◄─────── success ──────────┐
//             │                   │ failure                        │
//             │                   ▼                                │
//             │               old rules, still obeyed ─────────────┤
//             └── failure ──► no rules: everything is forbidden ───┘
//
//   A success is a 2xx response, which has rules, or a response that means that
//   there is no robots.txt, which allows everything. A failure is a 5xx or 429
//   response, or no response.
//
//   In each state missing() returns nothing until `good_until`, and then the
//   URL of the robots.txt, so that it is fetched again.
//
// Invariants:
// - judge() never allows a URL before a robots.txt was kept for its origin.
// - The most recently used origin is never evicted.
#include "crawl/robots/robots_cache.h"

#include <algorithm>
#include <chrono>
#include <list>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crawl/result/retry_after.h"
#include "gfetch/fiber/hub.h"
#include "web/url/origin_key.h"

namespace gfetch::crawl {
namespace {

/// The cached robots.txt of one origin.
struct Known {
  /// The last rules that were found; null when there were none.
  std::shared_ptr<const web::RobotsRules> rules;
  std::string note;  // why the rules are not the origin's own; or empty
  std::optional<ErrorKind> error;  // error of a last visit without a response
  TimePoint good_until = TimePoint::min();
  int failures = 0;  // the number of successive failures

  std::size_t bytes() const { return rules ? rules->bytes() : 0; }
};

/// The result of the visit to a robots.txt.
struct FoundRobots {
  // The rules found; null after a failure.
  std::shared_ptr<const web::RobotsRules> rules = {};
  std::string note = {};  // a sentence that says why there are no rules
  Duration rest{0};       // the Retry-After of the server
  std::optional<ErrorKind> error = {};  // the error, if there was no response
};

FoundRobots allowed(std::string note) {
  return {.rules = std::make_shared<const web::RobotsRules>(),
          .note = std::move(note)};
}

// Returns true for errors of redirects, which mean that the URL leads to no
// robots.txt.
bool leads_nowhere(ErrorKind kind) {
  return kind == ErrorKind::kTooManyRedirects ||
         kind == ErrorKind::kBadRedirect ||
         kind == ErrorKind::kUnsupportedScheme;
}

FoundRobots failed(const Error& error) {
  // RFC 9309, 2.3.1.2: after too many redirects robots.txt may count as
  // unavailable, which allows everything.
  if (leads_nowhere(error.kind)) return allowed(error.message);
  const bool too_slow = error.kind == ErrorKind::kTimeout;
  return {.note = too_slow ? "it took too long" : error.message,
          .error = error.kind};
}

FoundRobots found_in(const Visit& visit) {
  if (visit.error && visit.error->kind != ErrorKind::kHttpStatus) {
    return failed(*visit.error);
  }
  const int status_code = visit.status_code;
  // RFC 9309, 2.3.1.1: a successful response has the rules.
  if (visit.robots_rules) return {.rules = visit.robots_rules};
  std::string note = "the server answered " + std::to_string(status_code);
  // RFC 9309, 2.3.1.3: a status from 400 to 499 means that there is no
  // robots.txt, which allows everything. 429 is excepted, because it only means
  // too many requests.
  if (status_code < 500 && !turns_away(status_code)) {
    return allowed(std::move(note));
  }
  // RFC 9309, 2.3.1.4: after a server error everything is forbidden.
  const auto rest =
      retry_after(visit.headers, std::chrono::system_clock::now());
  return {.note = std::move(note), .rest = rest.value_or(Duration(0))};
}

Duration rest_after(int failures, const RobotsCacheOptions& options) {
  Duration rest = options.unreachable_ttl;
  while (--failures > 0 && rest < options.max_unreachable_ttl) rest *= 2;
  return std::min(rest, options.max_unreachable_ttl);
}

void keep_in(Known& known, FoundRobots found,
             const RobotsCacheOptions& options) {
  const TimePoint now = Hub::current().now();
  // Only rules replace rules: RFC 9309, 2.4 allows old rules while robots.txt
  // is unreachable.
  if (found.rules) {
    known.rules = std::move(found.rules);
    known.failures = 0;
    known.good_until = now + options.ttl;
  } else {
    ++known.failures;
    known.good_until =
        now + std::max(rest_after(known.failures, options),
                       std::min(found.rest, options.max_unreachable_ttl));
  }
  known.note = std::move(found.note);
  known.error = found.error;
}

RobotsAnswer refusal(const std::string& note,
                     std::optional<ErrorKind> error = {}) {
  return {.allowed = false,
          .why = "robots.txt could not be had: " + note,
          .unreachable = error,
          .crawl_delay = {},
          .rules = std::make_shared<const web::RobotsRules>()};
}

RobotsAnswer answer_from(const Known& known, const web::Url& url) {
  // Without any rules everything is forbidden, because the server may forbid
  // it.
  if (!known.rules) return refusal(known.note, known.error);
  RobotsAnswer answer;
  const web::RobotsVerdict verdict =
      known.rules->judge(std::string(url.pathname()).append(url.search()));
  answer.allowed = verdict.allowed;
  answer.rules = known.rules;
  answer.crawl_delay = known.rules->crawl_delay();
  if (verdict.line > 0) {
    answer.why = "robots.txt, line " + std::to_string(verdict.line) + ": " +
                 std::string(verdict.rule);
  } else if (!known.note.empty()) {
    answer.why = "there is no robots.txt: " + known.note;
  }
  return answer;
}

}  // namespace

/// The cached origins, in the order of their last use.
class RobotsCache::Entries {
 public:
  explicit Entries(const RobotsCacheOptions& options) : options_(options) {}

  // Returns true if the valid entry of the origin `key` is in the cache, and
  // marks it as used.
  bool use(const std::string& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return false;
    if (found->second->known.good_until <= Hub::current().now()) return false;
    latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
    return true;
  }

  // Returns the entry of the origin `key`, valid or not; null when there is
  // none.
  const Known* find(const std::string& key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second->known;
  }

  void keep(const std::string& key, FoundRobots robots) {
    const auto found = by_key_.find(key);
    const Place place = found == by_key_.end() ? add(key) : found->second;
    bytes_ -= place->known.bytes();
    keep_in(place->known, std::move(robots), options_);
    bytes_ += place->known.bytes();
    latest_first_.splice(latest_first_.begin(), latest_first_, place);
    shrink();
  }

  std::size_t size() const { return by_key_.size(); }

 private:
  struct Origin {
    std::string key;
    Known known;
  };
  using Place = std::list<Origin>::iterator;

  Place add(const std::string& key) {
    latest_first_.push_front({key, Known()});
    const Place place = latest_first_.begin();
    by_key_[place->key] = place;
    return place;
  }

  // Evicts origins until the limits are met, but never the most recently used
  // one: visits wait for its rules.
  void shrink() {
    while (size() > 1 &&
           (size() > options_.capacity || bytes_ > options_.max_bytes)) {
      bytes_ -= latest_first_.back().known.bytes();
      by_key_.erase(latest_first_.back().key);
      latest_first_.pop_back();
    }
  }

  const RobotsCacheOptions& options_;
  std::list<Origin> latest_first_;
  std::unordered_map<std::string_view, Place> by_key_;
  std::size_t bytes_ = 0;  // the memory of all rules
};

RobotsCache::RobotsCache(RobotsCacheOptions options)
    : options_(options), entries_(std::make_unique<Entries>(options_)) {}

RobotsCache::~RobotsCache() = default;

std::optional<web::Url> RobotsCache::missing(const web::Url& url) {
  const std::string key = web::origin_key(url);
  if (entries_->use(key)) return std::nullopt;
  return web::parse_url(key + "/robots.txt").value();
}

void RobotsCache::keep(const web::Url& robots_txt, const Visit& visit) {
  entries_->keep(web::origin_key(robots_txt), found_in(visit));
}

RobotsAnswer RobotsCache::judge(const web::Url& url) const {
  const Known* const known = entries_->find(web::origin_key(url));
  if (known == nullptr) return refusal("it was not asked for");
  return answer_from(*known, url);
}

std::size_t RobotsCache::size() const {
  return entries_->size();
}

}  // namespace gfetch::crawl
