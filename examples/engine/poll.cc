// Waits for two pipes; the second one is written to first.

#include "gfetch/fiber/poll.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  std::array<int, 2> one{};
  std::array<int, 2> two{};
  if (pipe(one.data()) != 0 || pipe(two.data()) != 0) return 1;
  const int first = one[0];
  const int second = two[0];
  const auto serve = [&](int fd) {
    char byte = 0;
    if (read(fd, &byte, 1) != 1) return;
    std::printf("%s pipe: %c\n", fd == first ? "first" : "second", byte);
  };
  const auto put = [](int fd, char byte) { return write(fd, &byte, 1) == 1; };
  auto writer = gfetch::spawn([&] {
    put(two[1], 'b');
    gfetch::sleep_for(10ms);
    put(one[1], 'a');
  });

  gfetch::Poll poll;
  poll.add(first, gfetch::PollFor::kReadable);
  poll.add(second, gfetch::PollFor::kReadable);
  for (int served = 0; served < 2; ++served) {
    for (const gfetch::Polled& ready : poll.wait(2s)) serve(ready.fd);
  }
  writer.join();
  for (const int fd : {one[0], one[1], two[0], two[1]}) close(fd);
}
