#include "gfetch/crawler/robots_cache.h"

#include <algorithm>
#include <list>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "fetch_robots.h"
#include "gfetch/engine/event.h"
#include "gfetch/engine/hub.h"
#include "origin_key.h"

namespace gfetch {
namespace {

Url robots_txt_of(const std::string& key) {
  return parse_url(key + "/robots.txt").value();
}

// What is known of one origin.
struct Entry {
  // Null: none was ever had.
  std::shared_ptr<const RobotsRules> rules;
  std::string note;  // why those are not its own; or empty
  TimePoint good_until = TimePoint::min();
  int failures = 0;  // in a row, the last one included
  bool being_fetched = false;
  bool forgotten = false;  // only those that ask at this moment still know it
  Event fetched{"robots.txt"};

  std::size_t bytes() const { return rules ? rules->bytes() : 0; }
};

// While it lives the entry is being fetched. Its end, be it a kill's, wakes all
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

void keep(Entry& entry, detail::FetchedRobots fetched,
          const RobotsCacheOptions& options) {
  const TimePoint now = Hub::current().now();
  if (fetched.rules) {
    entry.rules =
        std::make_shared<const RobotsRules>(std::move(*fetched.rules));
    entry.failures = 0;
    entry.good_until = now + options.ttl;
  } else {
    ++entry.failures;
    entry.good_until = now + rest_after(entry.failures, options);
  }
  entry.note = std::move(fetched.note);
}

RobotsAnswer answer_from(const Entry& entry, const Url& url) {
  RobotsAnswer answer;
  answer.good_until = entry.good_until;
  if (!entry.rules) {
    answer.allowed = false;
    answer.why = "robots.txt could not be had: " + entry.note;
    answer.rules = std::make_shared<const RobotsRules>();
    return answer;
  }
  const RobotsVerdict verdict =
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

// The origins that are known, by when they were last asked for.
class RobotsCache::Entries {
 public:
  explicit Entries(const RobotsCacheOptions& options) : options_(options) {}

  std::shared_ptr<Entry> of(const std::string& key) {
    if (const auto known = by_key_.find(key); known != by_key_.end()) {
      latest_first_.splice(latest_first_.begin(), latest_first_, known->second);
      return known->second->entry;
    }
    latest_first_.push_front({key, std::make_shared<Entry>()});
    by_key_[latest_first_.front().key] = latest_first_.begin();
    make_room();
    return latest_first_.front().entry;
  }

  void keep(Entry& entry, detail::FetchedRobots fetched) {
    const std::size_t before = entry.bytes();
    gfetch::keep(entry, std::move(fetched), options_);
    if (entry.forgotten) return;
    bytes_ += entry.bytes();
    bytes_ -= before;
    make_room();
  }

  std::size_t size() const { return by_key_.size(); }

 private:
  struct Origin {
    std::string key;
    std::shared_ptr<Entry> entry;
  };

  // Forgets as many as it takes, but never the latest one, nor any that fibers
  // wait for.
  void make_room() {
    auto last = std::prev(latest_first_.end());
    while (last != latest_first_.begin() &&
           (size() > options_.capacity || bytes_ > options_.max_bytes)) {
      const auto candidate = last--;
      if (candidate->entry->being_fetched) continue;
      bytes_ -= candidate->entry->bytes();
      candidate->entry->forgotten = true;
      by_key_.erase(candidate->key);
      latest_first_.erase(candidate);
    }
  }

  const RobotsCacheOptions& options_;
  std::list<Origin> latest_first_;
  std::unordered_map<std::string_view, std::list<Origin>::iterator> by_key_;
  std::size_t bytes_ = 0;  // of all rules
};

RobotsCache::RobotsCache(Fetcher& fetcher, RobotsCacheOptions options,
                         RequestFor request_for)
    : options_(std::move(options)),
      entries_(std::make_unique<Entries>(options_)),
      fetcher_(fetcher),
      request_for_(std::move(request_for)) {}

RobotsCache::~RobotsCache() = default;

RobotsAnswer RobotsCache::ask(const Url& url) {
  const std::string key = detail::origin_key(url);
  const std::shared_ptr<Entry> entry = entries_->of(key);
  bool fetched = false;
  while (!fetched && entry->good_until <= Hub::current().now()) {
    if (entry->being_fetched) {
      entry->fetched.wait();
      continue;
    }
    const Fetching fetching(*entry);
    entries_->keep(*entry, detail::fetch_robots(robots_txt_of(key), fetcher_,
                                                options_, request_for_));
    fetched = true;
  }
  RobotsAnswer answer = answer_from(*entry, url);
  answer.fetched = fetched;
  return answer;
}

std::size_t RobotsCache::size() const {
  return entries_->size();
}

}  // namespace gfetch
