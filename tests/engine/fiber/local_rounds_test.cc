// Locals whose destructors or initial values use locals.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

/// A value whose destructor makes its variable again.
template <template <class> class Local>
struct Remakes {
  struct Part {
    Local<Remakes>* local = nullptr;
    int* destroyed = nullptr;
  };
  Remakes() = default;
  Remakes(Local<Remakes>& local, int& destroyed) : part{&local, &destroyed} {}
  Remakes(Remakes&& other) noexcept : part(std::exchange(other.part, {})) {}
  Remakes& operator=(Remakes&& other) noexcept {
    std::swap(part, other.part);
    return *this;
  }
  ~Remakes() {
    if (part.local == nullptr) return;
    ++*part.destroyed;
    part.local->set(Remakes(*part.local, *part.destroyed));
  }
  Part part;
};

class LocalRoundsTest : public HubTest {};

TEST_F(LocalRoundsTest, AFiberLocalThatIsMadeAnewIsDestroyedFourTimes) {
  FiberLocal<Remakes<FiberLocal>> local;
  int destroyed = 0;
  testing::internal::CaptureStderr();
  spawn([&] { local.set({local, destroyed}); });
  hub_.join();
  EXPECT_EQ(destroyed, 4);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("again and again"),
            std::string::npos);
}

TEST_F(LocalRoundsTest, ASpawnTreeLocalThatIsMadeAnewComesToAnEnd) {
  SpawnTreeLocal<Remakes<SpawnTreeLocal>> local;
  int destroyed = 0;
  testing::internal::CaptureStderr();
  {
    auto fiber = spawn([&] { local.set({local, destroyed}); });
    fiber.join();
    hub_.post([&] { fiber = {}; });
    hub_.join();
  }
  EXPECT_EQ(destroyed, 5) << "once in its tree, four times in the disposal's";
  EXPECT_NE(testing::internal::GetCapturedStderr().find("again and again"),
            std::string::npos);
}

/// A value whose destructor makes a value of another kind of local.
struct Turn {
  struct Locals {
    FiberLocal<std::shared_ptr<Turn>> of_fiber;
    SpawnTreeLocal<std::shared_ptr<Turn>> of_tree;
    int destroyed = 0;
  };
  Turn(Locals& its_locals, bool its_in_tree)
      : locals(its_locals), in_tree(its_in_tree) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    ++locals.destroyed;
    auto next = std::make_shared<Turn>(locals, !in_tree);
    in_tree ? locals.of_fiber.set(next) : locals.of_tree.set(next);
  }
  Locals& locals;
  bool in_tree;
};

TEST_F(LocalRoundsTest, LocalsThatMakeEachOtherComeToAnEnd) {
  Turn::Locals locals;
  testing::internal::CaptureStderr();
  spawn([&] { locals.of_fiber.set(std::make_shared<Turn>(locals, false)); });
  hub_.join();
  EXPECT_GE(locals.destroyed, 4);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("again and again"),
            std::string::npos);
}

TEST_F(LocalRoundsTest, AValueThatIsDestroyedMayMakeAnother) {
  FiberLocal<std::string> other;
  struct Uses {
    FiberLocal<std::string>* other = nullptr;
    ~Uses() {
      if (other != nullptr) other->set(std::string(100, 'x'));
    }
  };
  FiberLocal<Uses> local;
  spawn([&] { local->other = &other; });
  hub_.join();
  EXPECT_EQ(other.find(), nullptr) << "the main fiber has none";
}

class LocalRoundsEndTest : public DescriptorTest {};

TEST_F(LocalRoundsEndTest, TheMainFibersLocalsComeToAnEnd) {
  FiberLocal<Remakes<FiberLocal>> local;
  SpawnTreeLocal<Remakes<SpawnTreeLocal>> tree_local;
  int destroyed = 0;
  testing::internal::CaptureStderr();
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    local.set({local, destroyed});
    tree_local.set({tree_local, destroyed});
  }
  EXPECT_EQ(destroyed, 8);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("again and again"),
            std::string::npos);
}

// --- initial values ----------------------------------------------------------

TEST_F(LocalRoundsTest, AnInitialValueThatWaitsMakesOne) {
  Event go;
  int made = 0;
  SpawnTreeLocal<int> local([&] {
    go.wait();
    return ++made;
  });
  std::vector<int*> seen;
  auto root = spawn([&] {
    for (int i = 0; i < 2; ++i) {
      spawn([&] { seen.push_back(&local.get()); });
    }
    sleep_for(1s);
    EXPECT_EQ(&local.get(), seen[0]);
  });
  yield();
  sleep_for(1ms);
  go.set();
  root.get();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(*seen[0], 1);
}

TEST_F(LocalRoundsTest, AValueThatWasSetMeanwhileStays) {
  std::optional<FiberLocal<int>> local;
  local.emplace([&] {
    local->set(5);
    return 6;
  });
  EXPECT_EQ(local->get(), 5);
  local->reset();
  EXPECT_EQ(local->find(), nullptr) << "there was one value";
}

TEST_F(LocalRoundsTest, AnInitialValueThatGetsItselfIsRefused) {
  std::optional<FiberLocal<int>> local;
  local.emplace([&] { return local->get() + 1; });
  EXPECT_THROW(local->get(), std::logic_error);
  std::optional<SpawnTreeLocal<int>> of_tree;
  of_tree.emplace([&] { return **of_tree + 1; });
  EXPECT_THROW(of_tree->get(), std::logic_error);
}

TEST_F(LocalRoundsTest, AnInitialValueThatFailsCanBeTriedAgain) {
  bool fails = true;
  FiberLocal<int> local([&]() -> int {
    if (std::exchange(fails, false)) throw std::runtime_error("no");
    return 1;
  });
  EXPECT_THROW(local.get(), std::runtime_error);
  EXPECT_EQ(local.get(), 1);
}

}  // namespace
}  // namespace gfetch
