// Reads a head, a body of known length, and lines.

#include "gfetch/net/buffered_reader.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/hub.h"
#include "gfetch/net/socket.h"

namespace {

std::size_t length_in(const std::string& head) {
  return std::stoul(head.substr(head.find(' ') + 1));
}

void show(const std::string& line) {
  std::printf("line: %s\n", line.c_str());
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto [peer, other] = gfetch::net::socket_pair();
  other.send_all("Length: 5\r\n\r\nabcdeone\ntwo\n");
  other.close();

  gfetch::net::BufferedReader reader(peer);
  const std::string head = reader.read_until("\r\n\r\n", 8192);
  const std::string body = reader.read_exactly(length_in(head));
  while (auto line = reader.read_line(1000)) show(*line);

  std::printf("body: %s\n", body.c_str());
}
