// There is no memory for another stack: who needs one gets std::bad_alloc, and
// all others go on.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <new>
#include <optional>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/greenlet.h"
#include "tests/engine/fiber/hub_fixture.h"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace gfetch {
namespace {

constexpr std::size_t kStackBytes = std::size_t{16} << 20;

/// Limits the address space of the process to `more` bytes more than it uses.
void limit_address_space(std::size_t more) {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages;
  const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const rlimit limit{pages * page + more, RLIM_INFINITY};
  if (setrlimit(RLIMIT_AS, &limit) != 0) std::abort();
}

/// Ends the process of a death test: with 0 if `right`.
[[noreturn]] void end(bool right) {
  std::_Exit(right ? 0 : 1);
}

bool has_bad_alloc(const AnyFiber& fiber) {
  try {
    if (auto failure = fiber.exception()) std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    return true;
  }
  return false;
}

TEST(StackMemoryTest, FibersWithoutAStackFailAndTheOthersGoOn) {
  EXPECT_EXIT(
      {
        Hub hub({.clock = ClockKind::kVirtual, .stack_bytes = kStackBytes});
        limit_address_space(20 * kStackBytes);
        std::vector<Fiber<int>> fibers;
        for (int i = 0; i < 100; ++i) {
          fibers.push_back(spawn([i] {
            sleep_for(1s);
            return i;
          }));
        }
        hub.join();
        int failed = 0;
        int right = 0;
        for (std::size_t i = 0; i < fibers.size(); ++i) {
          if (has_bad_alloc(fibers[i])) ++failed;
          if (fibers[i].value() == static_cast<int>(i)) ++right;
        }
        const bool later = spawn([] { return 1; }).get() == 1;
        end(failed > 0 && right > 10 && failed + right == 100 && later &&
            hub.fiber_count() == 0);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(StackMemoryTest, LinksAndLaterStartsFailAlike) {
  EXPECT_EXIT(
      {
        Hub hub({.clock = ClockKind::kVirtual, .stack_bytes = kStackBytes});
        hub.on_error([](const std::string&, std::exception_ptr) {});
        limit_address_space(4 * kStackBytes);
        Event end_of_test;
        for (int i = 0; i < 10; ++i) spawn([&] { end_of_test.wait(); });
        yield();
        bool linked = false;
        const auto later = spawn_later(1s, [] {});
        later.raw_link([&](const AnyFiber&) { linked = true; });
        later.link([](const AnyFiber&) {});  // has no stack either
        later.join();
        yield();
        const bool failed = has_bad_alloc(later);
        end_of_test.set();
        hub.join();
        end(failed && linked && hub.fiber_count() == 0);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(StackMemoryTest, AGreenletWithoutAStackStaysNew) {
  EXPECT_EXIT(
      {
        const Hub hub(
            {.clock = ClockKind::kVirtual, .stack_bytes = kStackBytes});
        limit_address_space(4 * kStackBytes);
        std::vector<Greenlet> begun;
        std::optional<Greenlet> last;
        bool refused = false;
        while (!refused) {
          last = Greenlet([](int n) { Greenlet::switch_to_parent(n); });
          try {
            if (last->switch_to<int>(3) == 3) begun.push_back(*last);
          } catch (const std::bad_alloc&) {
            refused = true;
          }
        }
        const bool unchanged = !last->started() && !last->dead();
        begun.clear();  // gives their stacks back
        end(unchanged && last->switch_to<int>(4) == 4);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(StackMemoryTest, AnHeirWithoutAStackEndsWithTheError) {
  EXPECT_EXIT(
      {
        const Hub hub(
            {.clock = ClockKind::kVirtual, .stack_bytes = kStackBytes});
        limit_address_space(4 * kStackBytes);
        const Greenlet heir([](int n) { return n; });
        const Greenlet child([] {
          Greenlet::switch_to_parent();
          return 3;
        });
        child.switch_to();
        std::vector<Greenlet> others;
        try {
          for (;;) {
            others.emplace_back([] { Greenlet::switch_to_parent(); });
            others.back().switch_to();
          }
        } catch (const std::bad_alloc&) {
        }
        child.parent(heir);
        try {
          child.switch_to<int>();
        } catch (const std::bad_alloc&) {
          end(heir.dead());
        }
        end(false);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(StackMemoryTest, AHubWithoutAStackLeavesNoneBehind) {
  EXPECT_EXIT(
      {
        limit_address_space(1 << 16);
        try {
          const Hub hub;
        } catch (const std::bad_alloc&) {
          end(!Hub::exists());
        }
        end(false);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(StackMemoryTest, AStackBeyondAllMemoryIsRefused) {
  for (const std::size_t bytes :
       {SIZE_MAX, SIZE_MAX / 2, std::size_t{1} << 52, std::size_t{1} << 47}) {
    Hub hub({.stack_bytes = bytes});
    const auto fiber = spawn([] {});
    fiber.join();
    EXPECT_TRUE(has_bad_alloc(fiber)) << bytes;
  }
}

}  // namespace
}  // namespace gfetch

#endif
