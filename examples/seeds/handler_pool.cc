// A service that limits its handlers by a pool. A connection beyond the limit
// is refused instead of waiting, and a shutdown kills all handlers. The
// handlers of the listing read sockets. Here each reads a queue, and a refusal
// is a value, not an exception.

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"

namespace {

using Line = gfetch::Queue<std::string>;

class HandlerPool {
 public:
  explicit HandlerPool(std::size_t size) : pool_(size) {}

  bool add_handler(Line& line) {
    if (pool_.full()) return false;
    pool_.spawn([&line] { listen(line); });
    return true;
  }

  void shutdown() { pool_.kill(); }
  std::size_t size() const { return pool_.size(); }

 private:
  static void listen(Line& line) {
    while (auto said = line.get()) std::printf("heard: %s\n", said->c_str());
  }

  gfetch::Pool pool_;
};

}  // namespace

int main() {
  gfetch::Hub hub;
  Line alice;
  Line bob;
  Line carol;
  HandlerPool service(2);
  service.add_handler(alice);
  service.add_handler(bob);
  if (!service.add_handler(carol)) std::puts("At maximum pool size");

  alice.put("hello");
  bob.put("hi");
  carol.put("is anybody there?");
  gfetch::yield();
  service.shutdown();
  std::printf("%zu handlers are left\n", service.size());
}
