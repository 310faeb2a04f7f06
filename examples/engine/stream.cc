// An echo that does not care what its stream is made of.

#include "gfetch/net/stream.h"

#include <array>
#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"

namespace {

void echo(gfetch::net::Stream& peer) {
  std::array<char, 4096> buffer{};
  while (const std::size_t got = peer.receive(buffer)) {
    peer.send_all({buffer.data(), got});
  }
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto [here, there] = gfetch::net::socket_pair();
  auto echoing = gfetch::spawn([&there = there] {
    echo(there);
    there.close();
  });
  here.send_all("to and fro");
  here.end_sending();
  std::printf("%s\n", gfetch::net::BufferedReader(here).read_all(100).c_str());
  echoing.get();
}
