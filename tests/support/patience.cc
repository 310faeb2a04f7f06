#include "tests/support/patience.h"

#include <thread>

namespace gfetch::test {

bool eventually(const std::function<bool()>& holds,
                std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace gfetch::test
