// A Timeout for a scope that throws an exception chosen by the caller.

#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"

using namespace std::chrono_literals;

namespace {

class TooLong : public std::runtime_error {
 public:
  TooLong() : std::runtime_error("TooLong") {}
};

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  constexpr auto kTimeToWait = 5s;
  try {
    gfetch::Timeout timeout(kTimeToWait, std::make_exception_ptr(TooLong()));
    gfetch::sleep_for(10s);
  } catch (const TooLong& failure) {
    std::puts(failure.what());
  }
}
