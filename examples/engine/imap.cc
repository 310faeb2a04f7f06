// Reads the sizes of files, two at a time, and adds them up in the order of the
// list. A file that cannot be read affects only its own result.

#include "gfetch/fiber/imap.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

namespace {

std::size_t size_of(const std::string& file) {
  gfetch::sleep_for(1s);
  if (file == "secret") throw std::runtime_error("not yours to read");
  return file.size() * 1000;
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const std::vector<std::string> files = {"song", "secret", "film", "book"};
  std::size_t total = 0;
  gfetch::Pool pool(2);
  auto sizes = pool.imap(size_of, files);
  for (;;) {
    try {
      while (std::optional<std::size_t> size = sizes.next()) total += *size;
      break;
    } catch (const std::runtime_error& failure) {
      std::puts(failure.what());
    }
  }
  std::printf("%zu bytes\n", total);
}
