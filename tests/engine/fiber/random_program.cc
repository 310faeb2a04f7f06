#include "tests/engine/fiber/random_program.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"

namespace gfetch::random_program {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostFibers = 200;
constexpr int kMostNesting = 5;
// Added to the nesting of steps under a KillShield: a fiber that waits there
// for ever cannot be ended, so that these steps wait with a limit.
constexpr int kShielded = 100;
// Added to the nesting of steps of a greenlet that another fiber may continue:
// they take nothing that belongs to the fiber, such as a lock or a Timeout.
constexpr int kWandering = 2 * kShielded;
constexpr int kKillRounds = 200;
constexpr int kMostSwallowed = 5;

[[noreturn]] void violation(const char* what) {
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

void require(bool claim, const char* what) {
  if (!claim) violation(what);
}

bool shielded(int nesting) {
  return nesting / kShielded % 2 == 1;
}

int with_shield(int nesting) {
  return shielded(nesting) ? nesting : nesting + kShielded;
}

bool wandering(int nesting) {
  return nesting >= kWandering;
}

/// An object that counts how many of its kind are alive.
class Counted {
 public:
  Counted() noexcept { ++alive; }
  Counted(const Counted&) noexcept { ++alive; }
  Counted& operator=(const Counted&) = default;
  ~Counted() { --alive; }

  static inline long alive = 0;
};

/// The exception by which a fiber of the program ends, or is killed.
struct Failure : Counted {};

/// A value that is put into queues and channels.
struct Item : Counted {
  explicit Item(std::uint64_t its_number) : number(its_number) {}
  std::uint64_t number;
};

/// Reads the program. After its last byte every choice is 0.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : left_(bytes) {}

  bool empty() const noexcept { return left_.empty(); }
  /// Returns a number from 0 to `sides` - 1.
  int operator()(int sides) noexcept {
    if (left_.empty()) return 0;
    const int byte = left_.front();
    left_ = left_.subspan(1);
    return byte % sides;
  }
  /// Returns no limit, or one of 0 to 3 ms.
  std::optional<Duration> limit() noexcept {
    const int choice = (*this)(5);
    if (choice == 4) return {};
    return std::chrono::milliseconds(choice);
  }

 private:
  std::span<const std::uint8_t> left_;
};

/// Keeps account of the items: each is accepted once, and then taken once.
class Account {
 public:
  Item make() { return Item(++last_); }
  /// Notes that the put() of the item ended; `accepted` is what it returned.
  void note_put(std::uint64_t number, bool accepted) {
    State& state = states_[number];
    state.accepted = accepted;
    state.ended = true;
    require(accepted || !state.taken, "an item was taken that put() refused");
  }
  /// Notes that an item was taken, which may happen before its put() returns.
  void note_taken(const Item& item) {
    State& state = states_[item.number];
    require(!state.taken, "an item was taken twice");
    require(!state.ended || state.accepted, "a refused item was taken");
    state.taken = true;
  }
  /// Checks that no accepted item was lost.
  void check() const {
    for (const auto& [number, state] : states_) {
      require(!state.accepted || state.taken, "an accepted item was lost");
    }
  }

 private:
  struct State {
    bool accepted = false;
    bool ended = false;
    bool taken = false;
  };

  std::uint64_t last_ = 0;
  std::map<std::uint64_t, State> states_;
};

/// An object whose destructor blocks. A destructor that unwinding calls needs
/// no KillShield.
class SlowEnd {
 public:
  explicit SlowEnd(int yields) : yields_(yields) {}
  ~SlowEnd() {
    std::optional<KillShield> shield;
    if (std::uncaught_exceptions() == 0) shield.emplace();
    for (int i = 0; i < yields_; ++i) yield();
    sleep_for(1ms);
  }
  SlowEnd(const SlowEnd&) = delete;
  SlowEnd& operator=(const SlowEnd&) = delete;

 private:
  int yields_;
};

/// The objects that the fibers of a program share.
struct World {
  std::array<Semaphore, 2> semaphores{Semaphore(1), Semaphore(2)};
  BoundedSemaphore bounded{2};
  RLock lock;
  std::array<Event, 2> events;
  AsyncResult<Counted> result;
  Queue<Item> queue;
  Queue<Item> narrow{2};
  LifoQueue<Item> stack{1};
  Channel<Item> channel;
  Group group;
  Pool pool{2};
  FiberLocal<Counted> local;
  SpawnTreeLocal<Counted> tree_local;
  std::vector<AnyFiber> fibers;
  std::vector<Greenlet> greenlets;
  Account account;
  int links_added = 0;
  int links_called = 0;
};

/// One run of a program.
class Program {
 public:
  explicit Program(std::span<const std::uint8_t> bytes) : choose_(bytes) {}

  void run();
  /// Observes the exceptions of all fibers, so that none is reported on stderr.
  void observe_all() const {
    for (const AnyFiber& fiber : world_.fibers) fiber.exception();
  }

 private:
  using Step = void (Program::*)(int nesting);
  static const std::vector<Step>& steps();

  void body(int nesting);
  void some_steps(int nesting);
  std::optional<Duration> limit(int nesting);
  AnyFiber* any_fiber();
  AnyFiber keep(AnyFiber fiber);
  std::function<void()> closure(int nesting);

  // Steps of a fiber.
  void pause(int nesting);
  void sleep(int nesting);
  void fail(int nesting);
  void start_fiber(int nesting);
  void start_later(int nesting);
  void kill_fiber(int nesting);
  void kill_several(int nesting);
  void join_fiber(int nesting);
  void join_several(int nesting);
  void link_fiber(int nesting);
  void under_timeout(int nesting);
  void under_shield(int nesting);
  void with_slow_end(int nesting);
  void swallow(int nesting);
  void hold_permit(int nesting);
  void hold_bounded(int nesting);
  void hold_lock(int nesting);
  void wait_for_permit(int nesting);
  void set_event(int nesting);
  void wait_for_event(int nesting);
  void set_result(int nesting);
  void wait_for_several(int nesting);
  void put(int nesting);
  void take(int nesting);
  void put_into_channel(int nesting);
  void take_from_channel(int nesting);
  void start_in_group(int nesting);
  void start_in_pool(int nesting);
  void kill_group(int nesting);
  void map(int nesting);
  void drop_imap(int nesting);
  void use_locals(int nesting);
  void generate(int nesting);
  void share_greenlet(int nesting);
  void switch_to_shared(int nesting);
  void post(int nesting);

  template <class Container>
  void put_into(Container& container, int nesting);
  template <class Container>
  void take_from(Container& container, int nesting);
  template <class Container>
  void drain(Container& container);
  void end_all(Hub& hub);
  void check_objects();

  Choices choose_;
  World world_;
  int swallowed_ = 0;
  bool greenlets_wander_ = false;
};

const std::vector<Program::Step>& Program::steps() {
  static const std::vector<Step> all = {&Program::pause,
                                        &Program::sleep,
                                        &Program::fail,
                                        &Program::start_fiber,
                                        &Program::start_later,
                                        &Program::kill_fiber,
                                        &Program::kill_several,
                                        &Program::join_fiber,
                                        &Program::join_several,
                                        &Program::link_fiber,
                                        &Program::under_timeout,
                                        &Program::under_shield,
                                        &Program::with_slow_end,
                                        &Program::swallow,
                                        &Program::hold_permit,
                                        &Program::hold_bounded,
                                        &Program::hold_lock,
                                        &Program::wait_for_permit,
                                        &Program::set_event,
                                        &Program::wait_for_event,
                                        &Program::set_result,
                                        &Program::wait_for_several,
                                        &Program::put,
                                        &Program::take,
                                        &Program::put_into_channel,
                                        &Program::take_from_channel,
                                        &Program::start_in_group,
                                        &Program::start_in_pool,
                                        &Program::kill_group,
                                        &Program::map,
                                        &Program::drop_imap,
                                        &Program::use_locals,
                                        &Program::generate,
                                        &Program::share_greenlet,
                                        &Program::switch_to_shared,
                                        &Program::post};
  return all;
}

// --- what fibers do ----------------------------------------------------------

/// The function of a fiber: steps until the program has no more bytes. It ends
/// by a return, a FiberExit or a Failure.
void Program::body(int nesting) {
  try {
    while (!choose_.empty() && choose_(8) != 7) some_steps(nesting);
  } catch (const FiberExit&) {
    throw;
  } catch (const Failure&) {
    throw;
  } catch (const GreenletExit&) {
    throw;
  } catch (const TimeoutExpired&) {
    violation("a Timeout was thrown outside its scope");
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "what: %s\n", exception.what());
    violation("a fiber ended with an exception that is not the program's");
  }
}

/// The limit of the next wait.
std::optional<Duration> Program::limit(int nesting) {
  const auto chosen = choose_.limit();
  return !chosen && shielded(nesting) ? 1ms : chosen;
}

void Program::some_steps(int nesting) {
  if (nesting % kShielded >= kMostNesting) return pause(nesting);
  for (int count = 1 + choose_(3); count > 0; --count) {
    const auto& all = steps();
    (this->*all[static_cast<std::size_t>(
                choose_(static_cast<int>(all.size())))])(nesting + 1);
  }
}

AnyFiber* Program::any_fiber() {
  if (world_.fibers.empty()) return nullptr;
  const int index = choose_(static_cast<int>(
      std::min<std::size_t>(world_.fibers.size(), kMostFibers)));
  return &world_.fibers[static_cast<std::size_t>(index)];
}

AnyFiber Program::keep(AnyFiber fiber) {
  world_.fibers.push_back(fiber);
  return fiber;
}

/// A closure that counts, as the function of a fiber.
std::function<void()> Program::closure(int nesting) {
  return [this, nesting, counted = Counted()] { body(nesting); };
}

void Program::pause(int /*nesting*/) {
  yield();
}

void Program::sleep(int /*nesting*/) {
  sleep_for(std::chrono::milliseconds(choose_(4)));
}

void Program::fail(int /*nesting*/) {
  throw Failure();
}

void Program::start_fiber(int /*nesting*/) {
  if (world_.fibers.size() >= kMostFibers) return;
  switch (choose_(3)) {
    case 0:
      keep(spawn(closure(0)));
      return;
    case 1:
      keep(spawn([this, counted = Counted()] {
        body(0);
        return counted;
      }));
      return;
    default:
      // The handle is dropped, and with it the result.
      spawn([this, counted = Counted()] {
        sleep_for(std::chrono::milliseconds(choose_(3)));
        return counted;
      });
  }
}

void Program::start_later(int /*nesting*/) {
  if (world_.fibers.size() >= kMostFibers) return;
  keep(spawn_later(std::chrono::milliseconds(choose_(4)), closure(0)));
}

void Program::kill_fiber(int nesting) {
  const AnyFiber* chosen = any_fiber();
  if (chosen == nullptr) return;
  const AnyFiber fiber = *chosen;
  const auto exception =
      choose_(2) == 0 ? fiber_exit() : std::make_exception_ptr(Failure());
  if (choose_(2) == 0) {
    fiber.kill(exception, KillMode::kLater);
  } else if (fiber.kill(exception, KillMode::kBlock, limit(nesting))) {
    require(fiber.ready(), "kill() returned true and the fiber runs");
  }
}

void Program::kill_several(int nesting) {
  std::vector<AnyFiber> some;
  for (int count = choose_(4); count > 0; --count) {
    if (const AnyFiber* fiber = any_fiber()) some.push_back(*fiber);
  }
  std::erase(some, current_fiber());
  const auto mode = choose_(2) == 0 ? KillMode::kLater : KillMode::kBlock;
  const bool ended = kill_all(some, fiber_exit(), mode, limit(nesting));
  if (mode == KillMode::kLater || !ended) return;
  for (const AnyFiber& fiber : some) {
    require(fiber.ready(), "kill_all() returned true and a fiber runs");
  }
}

void Program::join_fiber(int nesting) {
  const AnyFiber* chosen = any_fiber();
  if (chosen == nullptr || *chosen == current_fiber()) return;
  const AnyFiber fiber = *chosen;
  require(!fiber.join(limit(nesting)) || fiber.ready(),
          "join() returned true and the fiber runs");
}

void Program::join_several(int nesting) {
  std::vector<AnyFiber> some;
  for (int count = choose_(4); count > 0; --count) {
    if (const AnyFiber* fiber = any_fiber()) some.push_back(*fiber);
  }
  const auto ended = join_all(some, {.limit = limit(nesting)});
  for (const AnyFiber& fiber : ended) {
    require(fiber.ready(), "join_all() returned a fiber that runs");
  }
}

void Program::link_fiber(int /*nesting*/) {
  const AnyFiber* chosen = any_fiber();
  if (chosen == nullptr) return;
  const auto call = [this, counted = Counted()](const AnyFiber& ended) {
    require(ended.ready(), "a link was called with a fiber that runs");
    ++world_.links_called;
  };
  ++world_.links_added;
  const LinkId id =
      choose_(2) == 0 ? chosen->link(call) : chosen->raw_link(call);
  const int called = world_.links_called;
  if (choose_(4) == 0) {
    chosen->unlink(id);
    require(called == world_.links_called, "unlink() has called a link");
    --world_.links_added;
  }
}

void Program::under_timeout(int nesting) {
  if (wandering(nesting)) return pause(nesting);
  const bool own_exception = choose_(3) == 0;
  const auto time = limit(nesting);
  try {
    Timeout timeout(
        time, own_exception ? std::make_exception_ptr(Failure()) : nullptr);
    try {
      some_steps(nesting);
    } catch (const TimeoutExpired& expired) {
      if (!timeout.owns(expired)) throw;
      require(timeout.expired(), "a Timeout was thrown that has not expired");
    }
  } catch (const Failure&) {
    if (!own_exception) throw;
  }
}

void Program::under_shield(int nesting) {
  if (wandering(nesting)) return pause(nesting);
  const KillShield shield;
  const TimePoint before = Hub::current().now();
  if (choose_(2) == 0) {
    Timeout timeout(std::chrono::milliseconds(choose_(3)));
    (void)world_.events[0].wait(timeout);
    require(Hub::current().now() - before <= 10ms,
            "a limited wait under a shield took too long");
  }
  some_steps(with_shield(nesting));
}

void Program::with_slow_end(int nesting) {
  const SlowEnd slow(choose_(3));
  some_steps(nesting);
}

/// Catches a kill. The hub gives a fiber up after ten of them, so that only few
/// are caught.
void Program::swallow(int nesting) {
  try {
    some_steps(nesting);
  } catch (const FiberExit&) {
    if (++swallowed_ > kMostSwallowed) throw;
    yield();
  } catch (const Failure&) {
    if (++swallowed_ > kMostSwallowed) throw;
    yield();
  }
}

void Program::hold_permit(int nesting) {
  if (wandering(nesting)) return pause(nesting);
  Semaphore& semaphore =
      world_.semaphores[static_cast<std::size_t>(choose_(2))];
  if (!semaphore.acquire(limit(nesting))) return;
  struct Release {
    Semaphore& semaphore;
    ~Release() { semaphore.release(); }
  } const release{semaphore};
  some_steps(nesting);
}

void Program::hold_bounded(int nesting) {
  if (wandering(nesting)) return pause(nesting);
  if (!world_.bounded.try_acquire()) return;
  struct Release {
    BoundedSemaphore& semaphore;
    ~Release() { semaphore.release(); }
  } const release{world_.bounded};
  some_steps(nesting);
}

void Program::hold_lock(int nesting) {
  if (wandering(nesting)) return pause(nesting);
  if (!world_.lock.acquire(limit(nesting))) return;
  struct Release {
    RLock& lock;
    ~Release() {
      require(lock.owned(), "a fiber lost its lock");
      lock.release();
    }
  } const release{world_.lock};
  some_steps(nesting);
}

void Program::wait_for_permit(int nesting) {
  Semaphore& semaphore =
      world_.semaphores[static_cast<std::size_t>(choose_(2))];
  require(!semaphore.wait(limit(nesting)) || semaphore.permits() > 0,
          "wait() returned true and there is no permit");
}

void Program::set_event(int /*nesting*/) {
  Event& event = world_.events[static_cast<std::size_t>(choose_(2))];
  choose_(2) == 0 ? event.clear() : event.set();
}

void Program::wait_for_event(int nesting) {
  (void)world_.events[static_cast<std::size_t>(choose_(2))].wait(
      limit(nesting));
}

void Program::set_result(int nesting) {
  if (choose_(2) == 0) {
    world_.result.set(Counted());
  } else if (world_.result.wait(limit(nesting))) {
    require(world_.result.ready(), "wait() returned true without a result");
  }
}

void Program::wait_for_several(int nesting) {
  std::vector<Waitable> things = {world_.events[0], world_.events[1],
                                  world_.semaphores[0], world_.result};
  if (const AnyFiber* fiber = any_fiber()) things.emplace_back(*fiber);
  const std::size_t count = 1 + static_cast<std::size_t>(choose_(3));
  const auto ready = wait(things, {.limit = limit(nesting), .count = count});
  require(ready.size() <= count, "wait() returned more than it was asked for");
}

template <class Container>
void Program::put_into(Container& container, int nesting) {
  Item item = world_.account.make();
  const std::uint64_t number = item.number;
  struct Note {
    Account& account;
    std::uint64_t number;
    bool accepted = false;
    ~Note() { account.note_put(number, accepted); }
  } note{world_.account, number};
  note.accepted = container.put(std::move(item), limit(nesting));
}

template <class Container>
void Program::take_from(Container& container, int nesting) {
  if (auto item = container.get(limit(nesting))) {
    world_.account.note_taken(*item);
  }
}

void Program::put(int nesting) {
  switch (choose_(3)) {
    case 0:
      return put_into(world_.queue, nesting);
    case 1:
      return put_into(world_.narrow, nesting);
    default:
      return put_into(world_.stack, nesting);
  }
}

void Program::take(int nesting) {
  switch (choose_(4)) {
    case 0:
      return take_from(world_.queue, nesting);
    case 1:
      return take_from(world_.narrow, nesting);
    case 2:
      return take_from(world_.stack, nesting);
    default:
      (void)world_.narrow.peek(limit(nesting));
  }
}

void Program::put_into_channel(int nesting) {
  put_into(world_.channel, nesting);
}

void Program::take_from_channel(int nesting) {
  if (choose_(4) == 0) {
    (void)world_.channel.peek(limit(nesting));
  } else {
    take_from(world_.channel, nesting);
  }
}

void Program::start_in_group(int /*nesting*/) {
  if (world_.fibers.size() >= kMostFibers) return;
  keep(world_.group.spawn(closure(0)));
}

void Program::start_in_pool(int nesting) {
  if (shielded(nesting)) return;
  if (world_.fibers.size() >= kMostFibers) return;
  keep(world_.pool.spawn(closure(0)));
}

void Program::kill_group(int nesting) {
  Group& group = choose_(2) == 0 ? world_.group : world_.pool;
  if (group.contains(current_fiber())) return;
  switch (choose_(3)) {
    case 0:
      group.kill(fiber_exit(), KillMode::kLater);
      return;
    case 1:
      group.kill(fiber_exit(), KillMode::kBlock, limit(nesting));
      return;
    default:
      (void)group.join(limit(nesting));
  }
}

void Program::map(int nesting) {
  if (shielded(nesting)) return;
  Group group;
  const auto values = group.map(
      [this, counted = Counted()](int number) {
        sleep_for(std::chrono::milliseconds(choose_(3)));
        return number;
      },
      std::vector<int>{1, 2, 3});
  require(values == std::vector<int>({1, 2, 3}), "map() changed the results");
}

void Program::drop_imap(int nesting) {
  if (shielded(nesting)) return;
  auto results = world_.pool.imap_unordered(
      [this, counted = Counted()](int /*number*/) {
        sleep_for(std::chrono::milliseconds(choose_(3)));
        return Counted();
      },
      std::vector<int>{1, 2, 3}, static_cast<std::size_t>(choose_(3)));
  for (int count = choose_(3); count > 0; --count) {
    try {
      (void)results.next();
    } catch (const FiberKilled&) {
      return;  // another fiber has killed the pool
    }
  }
}

void Program::use_locals(int /*nesting*/) {
  choose_(2) == 0 ? world_.local.set(Counted())
                  : world_.tree_local.set(Counted());
}

/// A generator, which may be dropped before its end. If it makes a greenlet
/// that is shared, another fiber may switch to that one's parent.
void Program::generate(int nesting) {
  if (greenlets_wander_ && !wandering(nesting)) nesting += kWandering;
  const Greenlet generator([this, nesting, counted = Counted()] {
    for (int number = 0; number < 3; ++number) {
      Greenlet::switch_to_parent(number);
      const SlowEnd slow(choose_(2));
      if (choose_(2) == 0) some_steps(nesting);
    }
    return 3;
  });
  try {
    for (int count = choose_(5); count > 0 && !generator.dead(); --count) {
      require(generator.switch_to<int>() >= 0, "a switch lost its value");
    }
  } catch (const std::logic_error&) {
    yield();  // a shared greenlet has ended, and this is its parent
  }
}

void Program::share_greenlet(int /*nesting*/) {
  if (!greenlets_wander_) return;
  world_.greenlets.emplace_back([this, counted = Counted()] {
    for (int count = choose_(4); count > 0; --count) {
      if (choose_(2) == 0) yield();
      try {
        Greenlet::switch_to_parent();
      } catch (const std::logic_error&) {
        yield();  // its parent runs in another fiber only
      }
    }
  });
}

/// A shared greenlet may go on in any greenlet of this fiber. A KillShield of
/// the suspended one would then shield waits without a limit.
void Program::switch_to_shared(int nesting) {
  if (shielded(nesting) || world_.greenlets.empty()) return;
  const std::size_t index = static_cast<std::size_t>(choose_(
      static_cast<int>(std::min<std::size_t>(world_.greenlets.size(), 255))));
  const Greenlet greenlet = world_.greenlets[index];
  try {
    choose_(3) == 0 ? greenlet.throw_into() : greenlet.switch_to();
  } catch (const std::logic_error&) {
    yield();  // it runs in another fiber, or its parent does
  }
}

void Program::post(int /*nesting*/) {
  AnyFiber victim;
  if (const AnyFiber* chosen = any_fiber()) victim = *chosen;
  const int action = choose_(4);
  const KeepAlive until_it_ran;
  Hub::current().post([this, victim, action, counted = Counted()] {
    if (action == 0) world_.events[0].set();
    if (action == 1 && victim) victim.kill(KillMode::kLater);
    if (action == 2) keep(spawn(closure(0)));
    if (action == 3) world_.semaphores[0].release();
    if (action == 3) require(world_.semaphores[0].try_acquire(), "no permit");
  });
  yield();
}

// --- the end of a program ----------------------------------------------------

template <class Container>
void Program::drain(Container& container) {
  while (auto item = container.try_get()) world_.account.note_taken(*item);
}

/// Kills until every fiber has ended: a fiber may catch some of the kills.
void Program::end_all(Hub& hub) {
  for (int round = 0; round < kKillRounds && hub.fiber_count() > 0; ++round) {
    for (const AnyFiber& fiber : world_.fibers) fiber.kill(KillMode::kLater);
    for (const AnyFiber& fiber : world_.group.members()) {
      fiber.kill(KillMode::kLater);
    }
    for (const AnyFiber& fiber : world_.pool.members()) {
      fiber.kill(KillMode::kLater);
    }
    hub.join();
  }
  for (const FiberInfo& left : hub.fibers()) {
    std::fprintf(stderr, "%s waits for %s\n", left.name.c_str(),
                 left.waits_for.c_str());
  }
  require(hub.fiber_count() == 0, "a fiber has not ended");
}

void Program::check_objects() {
  require(world_.semaphores[0].permits() == 1 &&
              world_.semaphores[1].permits() == 2 &&
              world_.bounded.permits() == 2,
          "a permit was lost or doubled");
  require(world_.group.empty() && world_.pool.empty(), "a member is left");
  require(world_.links_added == world_.links_called,
          "a link was not called once");
  drain(world_.queue);
  drain(world_.narrow);
  drain(world_.stack);
  world_.account.check();
  const bool free = world_.lock.acquire(Duration::zero());
  require(free, "the lock is not free");
  world_.lock.release();
}

void Program::run() {
  std::uint64_t seed = 0;
  for (int byte = 0; byte < 4; ++byte) {
    seed = seed * 256 + static_cast<std::uint64_t>(choose_(256));
  }
  const bool kill_first = choose_(2) == 0;
  greenlets_wander_ = choose_(2) == 0;
  HubOptions options{.clock = ClockKind::kVirtual};
  if (choose_(4) != 0) options.shuffle_seed = seed;
  Hub hub(options);
  hub.on_error([](const std::string&, std::exception_ptr) {});
  for (int count = 0; count < 4; ++count) keep(spawn(closure(0)));
  hub.join();
  if (!kill_first) return;  // the hub's destructor ends the fibers
  end_all(hub);
  world_.greenlets.clear();
  hub.join();
  require(hub.watcher_count() == 0, "a timer or watcher is left");
  check_objects();
}

}  // namespace

void run(std::span<const std::uint8_t> bytes) {
  const long alive_before = Counted::alive;
  {
    Program program(bytes);
    program.run();
    program.observe_all();
  }
  require(Counted::alive == alive_before, "an object is left");
}

}  // namespace gfetch::random_program
