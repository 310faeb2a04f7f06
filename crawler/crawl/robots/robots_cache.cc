#include "crawl/robots/robots_cache.h"

#include <algorithm>
#include <list>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crawl/robots/fetch_robots.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/hub.h"
#include "web/url/origin_key.h"

namespace gfetch::crawl {
namespace {

web::Url robots_txt_of(const std::string& key) {
  return web::parse_url(key + "/robots.txt").value();
}

// What is known of one origin.
struct Entry {
  // Null: none was ever had.
  std::shared_ptr<const web::RobotsRules> rules;
  std::string note;                // why those are not its own; or empty
  std::optional<ErrorKind> error;  // the last time there was no answer
  TimePoint good_until = TimePoint::min();
  int failures = 0;                        // in a row, the last one included
  std::unique_ptr<RobotsFetch> under_way;  // null: all is known
  bool being_fetched = false;
  Event fetched{"robots.txt"};

  std::size_t bytes() const { return rules ? rules->bytes() : 0; }
};

// While it lives a request is being made. Its end, be it a kill's, wakes all
// that wait.
class Fetching {
 public:
  explicit Fetching(Entry& entry) : entry_(entry) {
    entry_.being_fetched = true;
  }
  ~Fetching() {
    entry_.being_fetched = false;
    entry_.fetched.set();
    entry_.fetched.clear();
  }
  Fetching(const Fetching&) = delete;
  Fetching& operator=(const Fetching&) = delete;

 private:
  Entry& entry_;
};

Duration rest_after(int failures, const RobotsCacheOptions& options) {
  Duration rest = options.unreachable_ttl;
  while (--failures > 0 && rest < options.max_unreachable_ttl) rest *= 2;
  return std::min(rest, options.max_unreachable_ttl);
}

void keep(Entry& entry, FetchedRobots fetched,
          const RobotsCacheOptions& options) {
  const TimePoint now = Hub::current().now();
  if (fetched.rules) {
    entry.rules =
        std::make_shared<const web::RobotsRules>(std::move(*fetched.rules));
    entry.failures = 0;
    entry.good_until = now + options.ttl;
  } else {
    ++entry.failures;
    entry.good_until =
        now + std::max(rest_after(entry.failures, options),
                       std::min(fetched.rest, options.max_unreachable_ttl));
  }
  entry.note = std::move(fetched.note);
  entry.error = fetched.error;
}

RobotsAnswer refusal(const std::string& note,
                     std::optional<ErrorKind> error = {}) {
  return {.allowed = false,
          .why = "robots.txt could not be had: " + note,
          .unreachable = error,
          .crawl_delay = {},
          .rules = std::make_shared<const web::RobotsRules>()};
}

RobotsAnswer answer_from(const Entry& entry, const web::Url& url) {
  if (!entry.rules) return refusal(entry.note, entry.error);
  RobotsAnswer answer;
  const web::RobotsVerdict verdict =
      entry.rules->judge(std::string(url.pathname()).append(url.search()));
  answer.allowed = verdict.allowed;
  answer.rules = entry.rules;
  answer.crawl_delay = entry.rules->crawl_delay();
  if (verdict.line > 0) {
    answer.why = "robots.txt, line " + std::to_string(verdict.line) + ": " +
                 std::string(verdict.rule);
  } else if (!entry.note.empty()) {
    answer.why = "there is no robots.txt: " + entry.note;
  }
  return answer;
}

}  // namespace

// The origins, those that are known by when they were last asked for.
class RobotsCache::Entries {
 public:
  explicit Entries(const RobotsCacheOptions& options) : options_(options) {}

  // What is known of the origin `key`; it is under way when that is nothing, or
  // too old.
  std::shared_ptr<Entry> of(const std::string& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return begin(add(key));
    const Place place = found->second;
    Entry& entry = *place->entry;
    if (entry.under_way) return place->entry;
    if (entry.good_until <= Hub::current().now()) return begin(place);
    latest_first_.splice(latest_first_.begin(), latest_first_, place);
    return place->entry;
  }

  // Null: nothing was ever known of it.
  const Entry* find(const std::string& key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second->entry.get();
  }

  void keep(const std::string& key, FetchedRobots fetched) {
    const Place place = by_key_.at(key);
    Entry& entry = *place->entry;
    bytes_ -= entry.bytes();
    crawl::keep(entry, std::move(fetched), options_);
    bytes_ += entry.bytes();
    entry.under_way.reset();
    latest_first_.splice(latest_first_.begin(), under_way_, place);
    make_room();
  }

  std::size_t size() const { return by_key_.size(); }

 private:
  struct Origin {
    std::string key;
    std::shared_ptr<Entry> entry;
  };
  using Place = std::list<Origin>::iterator;

  Place add(const std::string& key) {
    latest_first_.push_front({key, std::make_shared<Entry>()});
    const Place place = latest_first_.begin();
    by_key_[place->key] = place;
    return place;
  }

  std::shared_ptr<Entry> begin(Place place) {
    place->entry->under_way =
        std::make_unique<RobotsFetch>(robots_txt_of(place->key), options_);
    under_way_.splice(under_way_.begin(), latest_first_, place);
    make_room();
    return place->entry;
  }

  // Forgets as many as it takes, but never the latest one, nor any that visits
  // wait for.
  void make_room() {
    while (!latest_first_.empty() &&
           std::next(latest_first_.begin()) != latest_first_.end() &&
           (size() > options_.capacity || bytes_ > options_.max_bytes)) {
      bytes_ -= latest_first_.back().entry->bytes();
      by_key_.erase(latest_first_.back().key);
      latest_first_.pop_back();
    }
  }

  const RobotsCacheOptions& options_;
  std::list<Origin> latest_first_;
  std::list<Origin> under_way_;
  std::unordered_map<std::string_view, Place> by_key_;
  std::size_t bytes_ = 0;  // of all rules
};

RobotsCache::RobotsCache(http::Fetcher& fetcher, RobotsCacheOptions options,
                         RequestFor request_for)
    : options_(std::move(options)),
      entries_(std::make_unique<Entries>(options_)),
      fetcher_(fetcher),
      request_for_(std::move(request_for)) {}

RobotsCache::~RobotsCache() = default;

std::optional<RobotsTurn> RobotsCache::missing(const web::Url& url) {
  const std::shared_ptr<Entry> entry = entries_->of(web::origin_key(url));
  if (!entry->under_way) return std::nullopt;
  return entry->under_way->turn();
}

std::optional<Result<http::Response>> RobotsCache::fetch(const web::Url& url) {
  const std::string key = web::origin_key(url);
  const std::shared_ptr<Entry> entry = entries_->of(key);
  if (!entry->under_way) return std::nullopt;
  if (entry->being_fetched) {
    entry->fetched.wait();
    return std::nullopt;
  }
  const Fetching fetching(*entry);
  RobotsFetch& robots = *entry->under_way;
  Result<http::Response> response = robots.exchange(fetcher_, request_for_);
  if (robots.found()) entries_->keep(key, *std::move(robots.found()));
  return response;
}

RobotsAnswer RobotsCache::judge(const web::Url& url) const {
  const Entry* const entry = entries_->find(web::origin_key(url));
  if (entry == nullptr) return refusal("it was not asked for");
  return answer_from(*entry, url);
}

std::size_t RobotsCache::size() const {
  return entries_->size();
}

}  // namespace gfetch::crawl
