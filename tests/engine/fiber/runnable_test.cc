#include "gfetch/fiber/runnable.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class RunnableTest : public HubTest {};

class Counter {
 public:
  Counter(std::unique_ptr<int> first, int last) : count_(*first), last_(last) {}
  int run() {
    while (count_ < last_) {
      sleep_for(1s);
      ++count_;
    }
    return count_;
  }
  int count() const { return count_; }

 private:
  int count_;
  int last_;
};

TEST_F(RunnableTest, RunsAsAFiberWhoseMembersTheHandleReaches) {
  auto counter = spawn<Counter>(std::make_unique<int>(1), 4);
  sleep_for(1500ms);
  EXPECT_EQ(counter->count(), 2);
  EXPECT_EQ(counter.get(), 4);
  EXPECT_EQ(counter->count(), 4);
}

TEST_F(RunnableTest, StartsWhenItIsTold) {
  auto counter = make_fiber<Counter>(std::make_unique<int>(1), 2);
  sleep_for(10s);
  EXPECT_FALSE(counter.started());
  counter.start();
  EXPECT_TRUE(counter.started());
  counter.start();
  EXPECT_EQ(counter.get(), 2);
  counter.start();
  EXPECT_FALSE(counter.started()) << "it ran once, for good";
}

TEST_F(RunnableTest, StartsLater) {
  const auto counter = spawn_later<Counter>(5s, std::make_unique<int>(1), 2);
  counter.join();
  EXPECT_EQ(elapsed_ms(), 6000);
}

struct Step {
  virtual ~Step() = default;
  virtual void run() = 0;
};

struct Failing : Step {
  void run() override { throw std::runtime_error("no"); }
};

TEST_F(RunnableTest, MayBeASubclassThatFails) {
  const auto failing = spawn<Failing>();
  EXPECT_THROW(failing.get(), std::runtime_error);
}

TEST_F(RunnableTest, LivesAsLongAsAHandle) {
  struct Noting {
    explicit Noting(bool& its_gone) : gone(its_gone) {}
    ~Noting() { gone = true; }
    void run() {}
    bool& gone;
  };
  bool gone = false;
  {
    const auto noting = spawn<Noting>(gone);
    noting.join();
    EXPECT_FALSE(gone);
  }
  yield();  // lets the hub release its reference to the fiber
  EXPECT_TRUE(gone);
}

}  // namespace
}  // namespace gfetch
