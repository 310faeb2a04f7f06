// One fiber passes a value to another through an unbuffered channel.

#include "gfetch/fiber/channel.h"

#include <chrono>
#include <cstdio>
#include <optional>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Channel<int> channel;
  auto teller = gfetch::spawn([&] {
    channel.put(42);  // returns after the other fiber has received 42
    std::puts("told");
  });
  gfetch::sleep_for(1s);
  std::puts("listening");
  std::optional<int> secret = channel.get();
  std::printf("heard %d\n", secret.value());
  teller.join();

  auto talker = gfetch::spawn([&] {
    for (int n = 1; n <= 3; ++n) channel.put(n);
    channel.shutdown();  // marks the end of the values
  });
  for (const int n : channel) std::printf("heard %d\n", n);
  std::puts("nothing more is told");
}
