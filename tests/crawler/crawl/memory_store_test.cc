#include "crawl/frontier/memory_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawl/frontier/frontier.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::crawl {
namespace {

Candidate candidate(const std::string& url, int depth = 0) {
  Candidate made;
  made.url = *web::parse_http_url(url);
  made.depth = depth;
  return made;
}

std::vector<std::string> take(FrontierStore& store, std::string_view host,
                              std::size_t most) {
  std::vector<StoredCandidate> batch;
  store.take(host, most, batch);
  std::vector<std::string> urls;
  for (const StoredCandidate& one : batch) {
    urls.push_back(one.candidate.url.href());
  }
  return urls;
}

using Urls = std::vector<std::string>;

TEST(MemoryStoreTest, GivesTheShallowestFirstAndThenTheOldest) {
  MemoryStore store;
  store.add("a", candidate("http://a/3", 3));
  store.add("a", candidate("http://a/1", 1));
  store.add("b", candidate("http://b/", 0));
  store.add("a", candidate("http://a/1b", 1));
  EXPECT_EQ(take(store, "a", 2), (Urls{"http://a/1", "http://a/1b"}));
  EXPECT_EQ(take(store, "a", 2), (Urls{"http://a/3"}));
  EXPECT_EQ(take(store, "a", 2), Urls());
  EXPECT_EQ(take(store, "b", 2), (Urls{"http://b/"}));
  EXPECT_EQ(take(store, "c", 2), Urls());
}

TEST(MemoryStoreTest, AddsOnceForAKey) {
  MemoryStore store;
  EXPECT_FALSE(store.seen("k"));
  EXPECT_TRUE(store.add_unless_seen("k", "a", candidate("http://a/1")));
  EXPECT_TRUE(store.seen("k"));
  EXPECT_FALSE(store.mark_seen("k"));
  EXPECT_FALSE(store.add_unless_seen("k", "a", candidate("http://a/2")));
  EXPECT_EQ(take(store, "a", 9), (Urls{"http://a/1"}));
}

TEST(MemoryStoreTest, MergesQueuesDepthByDepth) {
  MemoryStore store;
  store.add("a", candidate("http://a/1", 1));
  store.add("a", candidate("http://a/2", 2));
  store.add("b", candidate("http://b/1", 1));
  store.merge("a", "b");
  store.merge("c", "b");
  EXPECT_EQ(take(store, "b", 9),
            (Urls{"http://b/1", "http://a/1", "http://a/2"}));
  EXPECT_EQ(take(store, "a", 9), Urls());
}

/// A store that gives ids to its candidates and logs the ids that are done.
class NotingStore final : public FrontierStore {
 public:
  explicit NotingStore(std::vector<std::uint64_t>& done) : done_(done) {}

  void add(std::string_view host, Candidate&& candidate) override {
    memory_.add(host, std::move(candidate));
  }
  bool add_unless_seen(std::string_view key, std::string_view host,
                       Candidate&& candidate) override {
    return memory_.add_unless_seen(key, host, std::move(candidate));
  }
  bool mark_seen(std::string_view key) override {
    return memory_.mark_seen(key);
  }
  bool seen(std::string_view key) const override { return memory_.seen(key); }
  void take(std::string_view host, std::size_t most,
            std::vector<StoredCandidate>& batch) override {
    memory_.take(host, most, batch);
    for (StoredCandidate& one : batch) one.id = ++last_;
  }
  void done(std::uint64_t id) override { done_.push_back(id); }
  void merge(std::string_view host, std::string_view into) override {
    memory_.merge(host, into);
  }

 private:
  MemoryStore memory_;
  std::vector<std::uint64_t>& done_;
  std::uint64_t last_ = 0;
};

TEST(FrontierStoreTest, IsToldOfWhatIsDoneAndOfNothingElse) {
  Hub hub{{.clock = ClockKind::kVirtual}};
  std::vector<std::uint64_t> done;
  Frontier frontier({}, std::make_unique<NotingStore>(done));
  for (const char* url : {"http://a/1", "http://a/2", "http://a/3"}) {
    frontier.offer(candidate(url));
  }
  frontier.seeds_finished();
  frontier.next()->finish();
  { const auto dropped = frontier.next(); }
  EXPECT_EQ(done, std::vector<std::uint64_t>{1});
  EXPECT_EQ(frontier.next()->candidate().url.href(), "http://a/2");
  frontier.close();
  while (frontier.drain()) {
  }
  EXPECT_EQ(done, std::vector<std::uint64_t>{1});
}

}  // namespace
}  // namespace gfetch::crawl
