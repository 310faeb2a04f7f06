#include "scheduler.h"

#include <cxxabi.h>

#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace gfetch::detail {
namespace {

constexpr std::size_t kHubStackBytes = std::size_t{1} << 20;
constexpr int kKillRounds = 10;
constexpr Duration kKillRoundLimit = std::chrono::milliseconds(100);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kStackFactor = 4;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::size_t kStackFactor = 4;
#else
constexpr std::size_t kStackFactor = 1;
#endif
#else
constexpr std::size_t kStackFactor = 1;
#endif

// One word of the static block: reached without a call.
[[gnu::tls_model(
    "initial-exec")]] constinit thread_local Scheduler* thread_scheduler =
    nullptr;

/// The thread's own stack as a fiber.
class MainFiber final : public FiberCore {
 private:
  void run() override {}
  void drop_closure() noexcept override {}
};

}  // namespace

Scheduler* Scheduler::find() noexcept {
  return thread_scheduler;
}

Scheduler& Scheduler::current() {
  Scheduler* scheduler = find();
  if (scheduler == nullptr) {
    throw std::logic_error("this thread has no gfetch::Hub");
  }
  return *scheduler;
}

FiberCore& current_core() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.running() == nullptr) throw BlockingSwitchOut();
  return *scheduler.running();
}

Scheduler::Scheduler(Hub& hub, Loop& loop, const HubOptions& options)
    : hub_(hub),
      loop_(loop),
      stacks_(options.stack_bytes * kStackFactor),
      hub_stack_(kHubStackBytes * kStackFactor),
      main_(new MainFiber),
      running_(main_.get()),
      all_ended_(
          [](void* self) noexcept {
            if (auto* join = static_cast<Scheduler*>(self)->joining_) {
              join->wake();
            }
          },
          this) {
  if (thread_scheduler != nullptr) {
    throw std::logic_error("this thread has a gfetch::Hub already");
  }
  thread_scheduler = this;
  main_->state_ = FiberCore::State::kRunning;
  main_->uncaught_at_entry_ = static_cast<unsigned>(std::uncaught_exceptions());
  main_->scheduler_ = this;
  main_->name("main");
  adopt_thread(main_->context_);
  make_context(hub_context_, hub_stack_.take(), &Scheduler::run_hub, this);
  catch_stack_overflows();
}

Scheduler::~Scheduler() {
  end_all();
  end_greenlets();
  stopped_ = true;
  loop_.stop_passing();
  running_ = nullptr;
  switch_context(main_->context_, hub_context_);
  hub_stack_.give_back(hub_context_.stack);
  destroy_context(hub_context_);
  main_->context_.tsan_fiber = nullptr;  // it is the thread's
  main_->extras().locals.clear();
  main_->extras().greenlets.reset();
  main_->tree_ = {};
  main_->state_ = FiberCore::State::kDead;
  thread_scheduler = nullptr;
}

// The hub's whole life.
void Scheduler::run_hub(void* self) {
  auto& scheduler = *static_cast<Scheduler*>(self);
  while (!scheduler.stopped_) {
    if (!scheduler.loop_.pass()) scheduler.ran_dry();
  }
  leave_context(scheduler.hub_context_, scheduler.main_->context_);
}

void Scheduler::ran_dry() {
  if (joining_ != nullptr) {
    joining_->wake();
  } else {
    std::vector<FiberInfo> blocked = fibers();
    blocked.insert(blocked.begin(), info(*main_));
    main_->delivered_ = std::make_exception_ptr(LoopExit(std::move(blocked)));
    resume(*main_);
  }
}

void FiberCore::yield() {
  throw_deferred();
  scheduler_->loop_.schedule(turn_);
  scheduler_->switch_away(*this, "yield");
  turn_.cancel();
  throw_delivered();
}

void Scheduler::resume_last(FiberCore& fiber) noexcept {
  hub_goes_on_ = true;
  resume(fiber);
  hub_goes_on_ = false;
}

void Scheduler::resume(FiberCore& fiber) noexcept {
  assert(running_ == nullptr && "only the hub resumes fibers");
  if (fiber.state_ == FiberCore::State::kScheduled) {
    make_context(fiber.context_, stacks_.take(), &FiberCore::run_to_end,
                 &fiber);
    fiber.state_ = FiberCore::State::kRunning;
  }
  running_ = &fiber;
  switch_context(hub_context_, fiber.context_);
  // Whoever came back need not be the one that was resumed.
  if (ended_ != nullptr) finish(*std::exchange(ended_, nullptr));
}

void Scheduler::leave(FiberCore& fiber) {
  check_stack(fiber);
  running_ = nullptr;
  ended_ = &fiber;
  leave_context(fiber.context_, hub_context_);
}

void Scheduler::finish(FiberCore& fiber) noexcept {
  const Stack stack = fiber.context_.stack;
  destroy_context(fiber.context_);
  stacks_.give_back(stack);
  strike_off(fiber);
}

void Scheduler::enlist(FiberCore& fiber) noexcept {
  fiber.add_ref();
  live_.push_back(fiber);
  ++count_;
}

void Scheduler::strike_off(FiberCore& fiber) noexcept {
  fiber.unlink();
  --count_;
  if (!fiber.links_.empty()) fiber.schedule_links();
  if (ending_ && count_ == 0) all_ended_.schedule();
  fiber.release();
}

bool Scheduler::join(TimeLimit limit) {
  if (running_ != main_.get()) {
    throw std::logic_error("only the main fiber may join its hub");
  }
  Waiter waiter("hub.join");
  Timer timer([](void* self) noexcept { static_cast<Waiter*>(self)->wake(); },
              &waiter, Priority::kTimeout, /*counts=*/false);
  if (limit) timer.start(*limit);
  joining_ = &waiter;
  struct Leave {
    Waiter*& joining;
    ~Leave() { joining = nullptr; }
  } leave{joining_};
  waiter.wait();
  return !limit || timer.active() || loop_.idle();
}

// Kills everything, again and again, since cleaning up may block.
void Scheduler::end_all() noexcept {
  ending_ = true;
  main_->shelter();
  for (int round = 0; round < kKillRounds && count_ > 0; ++round) {
    std::vector<CoreRef<FiberCore>> victims;
    for (FiberCore* fiber = live_.first(); fiber != nullptr;
         fiber = live_.after(*fiber)) {
      victims.emplace_back(fiber);
    }
    for (const auto& victim : victims) victim->kill_soon(fiber_exit());
    join(kKillRoundLimit);
  }
  yield();  // what ended fibers scheduled: links, kills that came too late
  if (count_ == 0) return;
  for (const FiberInfo& fiber : fibers()) {
    std::fprintf(stderr, "gfetch: %s survives its hub, waiting for %s\n",
                 fiber.name.c_str(), fiber.waits_for.c_str());
  }
}

void Scheduler::end_greenlets() noexcept {
  while (!greenlets_.empty()) {
    GreenletCore& greenlet = greenlets_.front();
    if (!greenlet.unwind()) greenlet.abandon();
  }
}

std::vector<FiberInfo> Scheduler::fibers() {
  std::vector<FiberInfo> infos;
  for (FiberCore* fiber = live_.first(); fiber != nullptr;
       fiber = live_.after(*fiber)) {
    infos.push_back(info(*fiber));
  }
  return infos;
}

FiberInfo Scheduler::info(const FiberCore& fiber) {
  const char* what = fiber.waits_for_;
  return {.name = fiber.name(),
          .waits_for = what != nullptr ? what : "",
          .id = fiber.id(),
          .spawner_id = fiber.spawner_id()};
}

void Scheduler::announce(FiberCore& fiber) noexcept {
  const AnyFiber started(&fiber);
  for (SpawnWatch* watch = watches_.first(); watch != nullptr;
       watch = watches_.after(*watch)) {
    try {
      watch->fn_(started);
    } catch (...) {
      report("a spawn watch", std::current_exception());
    }
  }
}

bool Scheduler::guards(const void* address) const noexcept {
  return stacks_.guards(address) || hub_stack_.guards(address);
}

void Scheduler::report(const std::string& where,
                       const std::exception_ptr& exception) noexcept {
  if (!on_error_) return print_exception(where, exception);
  try {
    on_error_(where, exception);
  } catch (...) {
    print_exception(where, exception);
    print_exception("the error handler", std::current_exception());
  }
}

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return name != nullptr ? name.get() : type.name();
}

void print_exception(const std::string& where,
                     const std::exception_ptr& exception) noexcept {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gfetch: %s failed with %s: %s\n", where.c_str(),
                 type_name(typeid(error)).c_str(), error.what());
  } catch (...) {
    std::fprintf(stderr, "gfetch: %s failed with %s\n", where.c_str(),
                 type_name(*abi::__cxa_current_exception_type()).c_str());
  }
}

}  // namespace gfetch::detail
