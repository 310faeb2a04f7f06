// A program that uses an installed gfetch::fiber without the other libraries.
#include <gfetch/fiber/fiber.h>
#include <gfetch/fiber/hub.h>
#include <gfetch/version.h>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>

static_assert(GFETCH_VERSION_NUMBER == GFETCH_VERSION_MAJOR * 10000 +
                                           GFETCH_VERSION_MINOR * 100 +
                                           GFETCH_VERSION_PATCH);

int main() {
  using namespace std::chrono_literals;
  gfetch::Hub hub;
  auto failing = gfetch::spawn([] {
    gfetch::sleep_for(1ms);
    if (std::string(GFETCH_VERSION).empty()) return 0;
    throw std::runtime_error("thrown in a fiber");
  });
  try {
    failing.get();
  } catch (const std::runtime_error& error) {
    std::cout << error.what() << '\n';
    return 0;
  }
  return 1;
}
