// Workers wait for an event before they begin.

#include "gfetch/fiber/event.h"

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

void prepare() {
  gfetch::sleep_for(2s);
  std::puts("prepared");
}

void start_work() {
  std::puts("the patient one starts");
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Event ready;
  auto worker = gfetch::spawn([&] {
    ready.wait();
    start_work();
  });
  auto hasty = gfetch::spawn([&] {
    if (!ready.wait(1s)) std::puts("the hasty one starts too early");
  });
  prepare();
  ready.set();  // wakes the waiting fibers in the order of waiting
  gfetch::join_all({worker, hasty});
}
