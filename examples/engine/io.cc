// Reads a pipe. When the read would block, only this fiber waits; this works
// for any descriptor of any library.

#include "gfetch/fiber/io.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

void print_all(int fd) {
  std::array<char, 64> buffer;
  ssize_t got = 0;
  do {
    while ((got = read(fd, buffer.data(), buffer.size())) < 0 &&
           errno == EAGAIN) {
      gfetch::wait_readable(fd);
    }
    if (got > 0) std::fwrite(buffer.data(), 1, std::size_t(got), stdout);
  } while (got > 0);
}

}  // namespace

int main() {
  gfetch::Hub hub;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) != 0) return 1;

  if (!gfetch::wait_readable(ends[0], 1ms)) std::puts("nothing yet");
  auto reader = gfetch::spawn(print_all, ends[0]);
  for (const char* word : {"one ", "after ", "the other\n"}) {
    gfetch::sleep_for(1ms);
    dprintf(ends[1], "%s", word);
  }
  close(ends[1]);
  reader.join();
  close(ends[0]);
}
