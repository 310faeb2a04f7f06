// Reads a file with a call that blocks its thread, while other fibers run.

#include "gfetch/fiber/offload.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

/// Stands for a library that can only block.
std::string read_slowly(const std::string& name) {
  std::this_thread::sleep_for(20ms);
  return "the text of " + name;
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto loading = gfetch::spawn([] {
    const std::string text = gfetch::offload(read_slowly, "big.txt");
    std::printf("%s\n", text.c_str());
  });
  gfetch::yield();
  std::puts("meanwhile");  // the file is being read
  loading.join();
}
