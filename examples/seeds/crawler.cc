// The crawler at the end of the notes. Links go into a queue and the fibers of
// a pool take them out, so that no fiber waits for a free slot in its own pool.
//
// The listing stops as soon as the queue is empty *or* all workers are idle,
// and so loses the links that a busy worker is about to find. A crawl is over
// when the queue is empty *and* all workers are idle.

#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"

using namespace std::chrono_literals;

namespace {

// A site of seven pages with a delay for each page.
const std::map<std::string, std::vector<std::string>> kWeb = {
    {"/", {"/a", "/b"}}, {"/a", {"/", "/c"}}, {"/b", {"/d", "/e"}},
    {"/c", {"/a"}},      {"/d", {}},          {"/e", {"/f"}},
    {"/f", {"/"}},
};

class Crawl {
 public:
  void run(const std::string& first) {
    offer(first);
    while (!queue_.empty() || pool_.free_count() != kWorkers) {
      if (auto link = queue_.get(100ms)) {
        pool_.spawn([this, link = *link] { visit(link); });
      }
    }
  }

 private:
  static constexpr std::size_t kWorkers = 5;

  void offer(const std::string& link) {
    if (seen_.insert(link).second) queue_.put(link);
  }

  void visit(const std::string& link) {
    gfetch::sleep_for(200ms);
    std::printf("visited %s\n", link.c_str());
    for (const std::string& next : kWeb.at(link)) offer(next);
  }

  gfetch::Queue<std::string> queue_;
  std::set<std::string> seen_;
  gfetch::Pool pool_{kWorkers};
};

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  Crawl().run("/");
}
