// A class as a fiber: any class with a run() function takes the role of a
// subclass of Greenlet with a _run() method.

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/runnable.h"

using namespace std::chrono_literals;

namespace {

class MyGreenlet {
 public:
  MyGreenlet(std::string message, gfetch::Duration n)
      : message_(std::move(message)), n_(n) {}

  void run() const {
    std::puts(message_.c_str());
    gfetch::sleep_for(n_);
  }

 private:
  std::string message_;
  gfetch::Duration n_;
};

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  auto g = gfetch::make_fiber<MyGreenlet>("Hi there!", 3s);
  g.start();
  g.join();
}
