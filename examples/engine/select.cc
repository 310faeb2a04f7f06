// A relay between two connections: it copies from each one that is readable.

#include "gfetch/fiber/select.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

struct Pipe {
  Pipe() { valid = pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) == 0; }
  ~Pipe() {
    close(ends[0]);
    close(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  std::array<int, 2> ends{-1, -1};
  bool valid = false;
};

void copy_from(int fd) {
  std::array<char, 64> buffer;
  const ssize_t got = read(fd, buffer.data(), buffer.size());
  if (got > 0) std::fwrite(buffer.data(), 1, std::size_t(got), stdout);
}

void say(int fd, const char* first, const char* second) {
  gfetch::sleep_for(1s);
  dprintf(fd, "%s\n", first);
  gfetch::sleep_for(1s);
  dprintf(fd, "%s\n", second);
}

bool relay(int client, int server) {
  const gfetch::Selected ready = gfetch::select({client, server}, {}, 2s);
  for (const int fd : ready.readable) copy_from(fd);
  return !ready.empty();
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const Pipe client;
  const Pipe server;
  if (!client.valid || !server.valid) return 1;
  gfetch::spawn(say, client.ends[1], "client: hello", "client: bye");
  gfetch::spawn_later(500ms, say, server.ends[1], "server: 220", "server: 221");
  while (relay(client.ends[0], server.ends[0])) {
  }
  std::puts("silence for two seconds");
}
