#include "gfetch/fiber/signal.h"

#include <cerrno>
#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "gfetch/fiber/event.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class SignalTest : public RealHubTest {};

TEST_F(SignalTest, ItsHandlerRunsInAFiberThatMayBlock) {
  auto job = spawn([&] { sleep_for(1h); });
  const SignalWatch watch = on_signal(SIGUSR1, [&] {
    say(current_fiber().name());
    sleep_for(1ms);
    job.kill();
    say("killed");
  });
  yield();
  raise(SIGUSR1);
  job.join();
  yield();
  EXPECT_EQ(story_, (Story{"signal-10", "killed"}));
}

TEST_F(SignalTest, TheHubCopiesNoHandler) {
  struct Handler {
    explicit Handler(bool& its_called) : called(&its_called) {}
    Handler(const Handler&) { throw std::runtime_error("copied"); }
    Handler(Handler&&) = default;
    void operator()() const { *called = true; }
    bool* called = nullptr;
  };
  bool called = false;
  const SignalWatch watch =
      on_signal(SIGUSR1, std::function<void()>(Handler(called)));
  raise(SIGUSR1);
  sleep_for(10ms);
  EXPECT_TRUE(called);
}

TEST_F(SignalTest, ComesAgainEachTime) {
  int count = 0;
  const SignalWatch watch = on_signal(SIGUSR1, [&] { ++count; });
  for (int i = 1; i <= 3; ++i) {
    raise(SIGUSR1);
    while (count < i) sleep_for(1ms);
  }
  EXPECT_EQ(count, 3);
}

TEST_F(SignalTest, CancelledItRestoresWhatWasThere) {
  static volatile std::sig_atomic_t old_handler_ran = 0;
  std::signal(SIGUSR2, [](int) { old_handler_ran = 1; });
  {
    const SignalWatch watch = on_signal(SIGUSR2, [] {});
    EXPECT_THROW((void)on_signal(SIGUSR2, [] {}), std::logic_error);
  }
  raise(SIGUSR2);
  EXPECT_EQ(old_handler_ran, 1);
  std::signal(SIGUSR2, SIG_DFL);
}

TEST_F(SignalTest, DoesNotKeepTheHubFromRunningDry) {
  const SignalWatch watch = on_signal(SIGUSR1, [] {});
  EXPECT_THROW(Event().wait(), LoopExit);
}

TEST_F(SignalTest, ARefusedHandlerIsDropped) {
  const auto owned = std::make_shared<int>(0);
  const auto handler = [owned] { ++*owned; };
  const long before = owned.use_count();
  try {
    (void)on_signal(SIGKILL, handler);
    ADD_FAILURE() << "it was accepted";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), EINVAL);
  }
  EXPECT_EQ(owned.use_count(), before);
  EXPECT_THROW((void)on_signal(0, handler), std::invalid_argument);
  const SignalWatch watch = on_signal(SIGUSR1, [] {});
  EXPECT_THROW((void)on_signal(SIGUSR1, handler), std::logic_error);
  std::thread([&] {
    EXPECT_THROW((void)on_signal(SIGUSR2, handler), std::logic_error);
  }).join();
  EXPECT_EQ(owned.use_count(), before);
}

TEST_F(SignalTest, RefusesANumberThatIsNone) {
  EXPECT_THROW((void)on_signal(0, [] {}), std::invalid_argument);
  EXPECT_THROW((void)on_signal(1000, [] {}), std::invalid_argument);
}

}  // namespace
}  // namespace gfetch
