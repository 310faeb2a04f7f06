#pragma once
/// Fixtures for tests of the engine. Each test runs in a new hub, with a
/// virtual clock unless it needs a real one, and fails if it leaves a fiber, a
/// watcher or a descriptor.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch {

using namespace std::chrono_literals;

// A large number of fibers. Sanitizers use memory for each fiber, so that there
// are fewer with a sanitizer.
#if defined(__SANITIZE_THREAD__)
inline constexpr int kMany = 2'000;
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr int kMany = 10'000;
#else
inline constexpr int kMany = 100'000;
#endif

/// Returns the open descriptors of this process, and the file of each.
inline std::map<std::string, std::string> open_descriptors() {
  std::map<std::string, std::string> open;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code closed_meanwhile;
    open.emplace(entry.path().filename(),
                 std::filesystem::read_symlink(entry, closed_meanwhile));
  }
  return open;
}

/// A fixture for tests that construct their hubs themselves.
class DescriptorTest : public ::testing::Test {
 protected:
  ~DescriptorTest() override {
    EXPECT_EQ(open_descriptors(), open_before_) << "a descriptor is left";
  }

 private:
  const std::map<std::string, std::string> open_before_ = open_descriptors();
};

template <ClockKind kClock>
class BasicHubTest : public DescriptorTest {
 protected:
  BasicHubTest() : hub_(HubOptions{.clock = kClock}) {
    hub_.on_error([this](const std::string& fiber, std::exception_ptr) {
      unobserved_.push_back(fiber);
    });
  }

  void TearDown() override {
    hub_.join(5s);
    EXPECT_EQ(hub_.fiber_count(), 0U) << "a fiber is left";
    EXPECT_EQ(hub_.watcher_count(), 0U) << "a watcher or timer is left";
    EXPECT_EQ(unobserved_, expected_unobserved_);
  }

  /// Adds a step to the story, which the test compares at its end.
  void say(std::string step) { story_.push_back(std::move(step)); }

  /// The milliseconds on the hub's clock since the test began.
  long elapsed_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(hub_.now() -
                                                                 began_)
        .count();
  }

  Hub hub_;
  TimePoint began_ = hub_.now();
  std::vector<std::string> story_;
  std::vector<std::string> unobserved_;
  std::vector<std::string> expected_unobserved_;
};

using HubTest = BasicHubTest<ClockKind::kVirtual>;
using RealHubTest = BasicHubTest<ClockKind::kReal>;

using Story = std::vector<std::string>;

}  // namespace gfetch
