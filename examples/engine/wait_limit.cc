// Receives letters from a queue with each kind of wait limit.

#include "gfetch/fiber/wait_limit.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"

using namespace std::chrono_literals;

namespace {

using Letter = std::optional<std::string>;

void show(const Letter& letter) {
  std::puts(letter.value_or("nothing").c_str());
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Queue<std::string> queue;
  auto postman = gfetch::spawn([&queue] {
    for (const char* letter : {"first", "second", "third", "fourth"}) {
      gfetch::sleep_for(2s);
      queue.put(letter);
    }
  });

  show(queue.get(200ms));
  show(queue.get());    // without a limit
  show(queue.get(0s));  // waits for one iteration of the event loop

  gfetch::Timeout all(5s);  // a single limit for several waits
  while (auto letter = queue.get(all)) show(letter);
  std::puts("five seconds are over");
  postman.join();
}
