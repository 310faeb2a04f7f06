// A fast server, and a slow one that exceeds the timeout.

#include "gfetch/fiber/timeout.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

struct Server {
  const char* name;
  gfetch::Duration latency;
};

using Answer = std::string;

Answer ask(const Server& server) {
  gfetch::sleep_for(server.latency);
  return std::string(server.name) + " says hello";
}

void talk_to(const Server& server) {
  std::puts(ask(server).c_str());
  std::puts(ask(server).c_str());
}

void give_up(const Server& server) {
  std::printf("%s is too slow\n", server.name);
}

void talk_in_time(const Server& server) {
  gfetch::Timeout timeout(5s);
  try {
    talk_to(server);  // the timeout interrupts any blocking call
  } catch (const gfetch::TimeoutExpired& expired) {
    if (!timeout.owns(expired)) throw;  // rethrows the end of another timeout
    give_up(server);
  }
}

void ask_in_time(const Server& server) {
  std::optional<Answer> answer =
      gfetch::with_timeout(5s, [&] { return ask(server); });
  std::puts(answer.value_or("no answer").c_str());
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  talk_in_time({"quick", 1s});
  talk_in_time({"slow", 3s});
  ask_in_time({"slow", 3s});
  ask_in_time({"dead", 1h});
}
