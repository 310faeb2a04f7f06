// A class as a fiber: a greeter that counts its greetings.

#include "gfetch/fiber/runnable.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

class Greeter {
 public:
  Greeter(std::string greeting, gfetch::Duration pause)
      : greeting_(std::move(greeting)), pause_(pause) {}

  void run() {
    for (const char* name : {"Ada", "Grace", "Edsger"}) {
      std::printf("%s, %s\n", greeting_.c_str(), name);
      ++greeted_;
      gfetch::sleep_for(pause_);
    }
  }

  int greeted() const { return greeted_; }

 private:
  std::string greeting_;
  gfetch::Duration pause_;
  int greeted_ = 0;
};

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  auto greeter = gfetch::spawn<Greeter>("Hi there", 3s);
  if (!greeter.join(5s)) {
    std::printf("%d in five seconds\n", greeter->greeted());
  }
  greeter.join();
  std::printf("%d in all\n", greeter->greeted());
}
