#include "tests/engine/fiber/places/run.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/spawn_watch.h"
#include "gfetch/fiber/timeout.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

constexpr HubOptions kVirtual{.clock = ClockKind::kVirtual};

std::string outcome_of(const Row& row, World& world) {
  try {
    return row.call(world);
  } catch (const FiberExit&) {
    return "FiberExit";
  } catch (const TimeoutExpired&) {
    return "TimeoutExpired";
  } catch (const GreenletExit&) {
    return "GreenletExit";
  } catch (const BlockingSwitchOut&) {
    return "BlockingSwitchOut";
  } catch (const FiberKilled&) {
    return "FiberKilled";
  } catch (const LoopExit&) {
    return "LoopExit";
  } catch (const std::system_error&) {
    return "std::system_error";
  } catch (const std::logic_error& error) {
    if (typeid(error) == typeid(std::invalid_argument)) {
      return "std::invalid_argument";
    }
    return typeid(error) == typeid(std::out_of_range) ? "std::out_of_range"
                                                      : "std::logic_error";
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception";
  }
}

/// Makes the call of a row once, and stores what comes out.
class Call {
 public:
  explicit Call(const Row& row) : row_(row), world_(row.make_world()) {}

  void operator()() {
    if (std::exchange(made_, true)) return;
    outcome_ = outcome_of(row_, *world_);
  }
  void end_world() { world_.reset(); }
  const std::string& outcome() const { return outcome_; }

 private:
  const Row& row_;
  std::unique_ptr<World> world_;
  bool made_ = false;
  std::string outcome_ = "the call was not made";
};

/// An object whose destructor makes the call, unless it was moved from.
class CallInDestructor {
 public:
  explicit CallInDestructor(Call& call) : call_(&call) {}
  CallInDestructor(CallInDestructor&& other) noexcept
      : call_(std::exchange(other.call_, nullptr)) {}
  CallInDestructor& operator=(CallInDestructor&& other) noexcept {
    std::swap(call_, other.call_);
    return *this;
  }
  ~CallInDestructor() {
    if (call_ != nullptr) (*call_)();
  }

 private:
  Call* call_;
};

// --- the places --------------------------------------------------------------

/// Lets the hub run until it has done what a place has started.
void let_the_hub_run() {
  sleep_for(10ms);
}

void fail() {
  throw std::runtime_error("a failure for the error handler");
}

void call_in_a_raw_greenlet(Call& call) {
  spawn([&call] {
    const Greenlet greenlet([&call] { call(); });
    greenlet.switch_to();
  }).join();
}

void call_while_unwinding(Call& call) {
  spawn([&call] {
    try {
      const CallInDestructor unwound(call);
      throw std::runtime_error("unwinds");
    } catch (const std::runtime_error&) {
    }
  }).join();
}

void call_while_killed(Call& call) {
  const auto killed = spawn([&call] {
    const CallInDestructor unwound(call);
    sleep_for(1h);
  });
  yield();
  killed.kill();
}

void call_in_the_destructor_of_a_result(Call& call) {
  spawn([&call] { return CallInDestructor(call); });
  let_the_hub_run();
}

void call_in_the_destructor_of_an_unrun_closure(Call& call, Hub& hub) {
  hub.post([fiber = spawn_later(
                1h, [its = std::make_shared<CallInDestructor>(call)] {})] {
    fiber.kill(KillMode::kLater);
  });
  let_the_hub_run();
}

void call_in_the_destructor_of_a_local(Call& call) {
  FiberLocal<std::shared_ptr<CallInDestructor>> local;
  spawn([&] { local.set(std::make_shared<CallInDestructor>(call)); });
  let_the_hub_run();
}

void call_in_a_thread_with_a_hub(Call& call) {
  std::thread([&call] {
    const Hub other(kVirtual);
    call();
  }).join();
}

void call_in_a_spawn_watch(Call& call) {
  const SpawnWatch watch([&call](const AnyFiber&) { call(); });
  spawn([] {});
  let_the_hub_run();
}

void call_in_a_spawn_watch_of_the_hub(Call& call, Hub& hub) {
  const SpawnWatch watch([&call](const AnyFiber&) { call(); });
  hub.post([] { spawn([] {}); });
  let_the_hub_run();
}

void call_in_an_error_handler(Call& call, Hub& hub) {
  auto failed = spawn(fail);
  let_the_hub_run();
  hub.on_error([&call](const std::string&, std::exception_ptr) { call(); });
  failed = {};
  let_the_hub_run();
}

void call_in_an_error_handler_of_the_hub(Call& call, Hub& hub) {
  hub.on_error([&call](const std::string&, std::exception_ptr) { call(); });
  spawn(fail);
  let_the_hub_run();
}

void make_call(Call& call, Place place, Hub& hub) {
  switch (place) {
    case Place::kFiber:
      return void(spawn([&] { call(); }).join());
    case Place::kMainFiber:
      return call();
    case Place::kLink:
      spawn([] {}).link([&](const AnyFiber&) { call(); });
      return let_the_hub_run();
    case Place::kRawGreenlet:
      return call_in_a_raw_greenlet(call);
    case Place::kShield:
      return void(spawn([&] {
                    const KillShield shield;
                    call();
                  }).join());
    case Place::kUnwinding:
      return call_while_unwinding(call);
    case Place::kKilled:
      return call_while_killed(call);
    case Place::kClosureDestructor:
      spawn([its = std::make_shared<CallInDestructor>(call)] {});
      return let_the_hub_run();
    case Place::kResultDestructor:
      return call_in_the_destructor_of_a_result(call);
    case Place::kUnrunClosureDestructor:
      return call_in_the_destructor_of_an_unrun_closure(call, hub);
    case Place::kLocalDestructor:
      return call_in_the_destructor_of_a_local(call);
    case Place::kSpawnWatch:
      return void(spawn([&] { call_in_a_spawn_watch(call); }).join());
    case Place::kErrorHandler:
      return void(spawn([&] { call_in_an_error_handler(call, hub); }).join());
    case Place::kHubSpawnWatch:
      return call_in_a_spawn_watch_of_the_hub(call, hub);
    case Place::kHubErrorHandler:
      return call_in_an_error_handler_of_the_hub(call, hub);
    case Place::kRawLink:
      spawn([] {}).raw_link([&](const AnyFiber&) { call(); });
      return let_the_hub_run();
    case Place::kPostedFunction:
      hub.post([&] { call(); });
      return let_the_hub_run();
    case Place::kThread:
      return std::thread([&] { call(); }).join();
    case Place::kThreadWithHub:
      return call_in_a_thread_with_a_hub(call);
    case Place::kAfterTheHub:
      return;
  }
}

/// Returns what is wrong with the hub after a call; empty: nothing.
std::string faults_of(Hub& hub) {
  std::string faults;
  const TimePoint before = hub.now();
  spawn([] { sleep_for(1ms); }).join();
  if (hub.now() - before < 1ms) faults += "; the hub does not work";
  if (!hub.join(5s)) faults += "; the hub is not idle";
  if (hub.fiber_count() != 0) faults += "; a fiber is left";
  if (hub.watcher_count() != 0) faults += "; a watcher or timer is left";
  return faults;
}

std::string run_here(const Row& row, Place place) {
  std::string reported;
  std::optional<Hub> hub(std::in_place, kVirtual);
  const auto collect = [&](const std::string& where, std::exception_ptr) {
    reported += "; the failure of " + where + " is reported";
  };
  hub->on_error(collect);
  Call call(row);
  make_call(call, place, *hub);
  hub->on_error(collect);
  if (place == Place::kAfterTheHub) {
    hub.reset();
    call();
    call.end_world();
    return call.outcome() + reported;
  }
  call.end_world();
  return call.outcome() + faults_of(*hub) + reported;
}

// --- the process -------------------------------------------------------------

/// How long the process of a call may wait and compute, in seconds.
constexpr unsigned kLongestWait = 60;
constexpr rlimit kLongestRun = {.rlim_cur = 10, .rlim_max = 10};

[[noreturn]] void run_in_child(const Row& row, Place place, int out) {
  alarm(kLongestWait);
  setrlimit(RLIMIT_CPU, &kLongestRun);
  std::string outcome;
  try {
    outcome = run_here(row, place);
  } catch (const std::exception& error) {
    outcome = std::string("the place fails: ") + error.what();
  }
  const ssize_t written = write(out, outcome.data(), outcome.size());
  const int code = written == static_cast<ssize_t>(outcome.size()) ? 0 : 1;
#if defined(__SANITIZE_ADDRESS__)
  std::exit(code);  // looks for leaks
#else
  _exit(code);  // saves the time of destroying the whole table
#endif
}

std::string read_all(int in) {
  std::string text;
  std::array<char, 512> buffer;
  ssize_t got = 0;
  while ((got = read(in, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::string words_for_end(int status) {
  if (WIFSIGNALED(status)) {
    const int signo = WTERMSIG(status);
    if (signo == SIGALRM || signo == SIGXCPU || signo == SIGKILL) {
      return "hangs";
    }
    return std::string("crashes: ") + strsignal(signo);
  }
  return "exits with " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

std::string run(const Row& row, Place place) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_in_child(row, place, ends[1]);
  }
  close(ends[1]);
  std::string outcome = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) outcome += " (the process " + words_for_end(status) + ")";
  return outcome;
}

}  // namespace gfetch::places
