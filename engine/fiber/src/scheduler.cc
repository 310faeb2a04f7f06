#include "scheduler.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "sanitizers.h"

namespace gfetch::detail {
namespace {

constexpr std::size_t kHubStackBytes = std::size_t{1} << 20;

#if defined(GFETCH_ASAN) || defined(GFETCH_TSAN)
constexpr std::size_t kStackFactor = 4;
#else
constexpr std::size_t kStackFactor = 1;
#endif

/// The main fiber, which runs on the thread's own stack.
class MainFiber final : public FiberState {
 private:
  void run() override {}
  void drop_closure() noexcept override {}
};

/// The function of a fiber that never runs.
struct UnrunClosure {
  explicit UnrunClosure(FiberState& its_fiber) : fiber(&its_fiber) {}
  UnrunClosure(UnrunClosure&&) = default;
  UnrunClosure& operator=(UnrunClosure&&) = delete;
  ~UnrunClosure() {
    if (fiber) fiber->drop_closure();
  }

  RefPtr<FiberState> fiber;
};

// Drops a reference to an exception that was not thrown.
void drop(std::exception_ptr exception) noexcept {
  if (exception != fiber_exit()) dispose(std::move(exception));
}

/// A kill that was requested and not delivered yet. Its callback delivers the
/// kill and destroys the request.
class KillRequest {
 public:
  static void schedule(FiberState& target, std::exception_ptr exception) {
    auto* request = new KillRequest(target, std::move(exception));
    request->callback_.schedule();
  }

 private:
  KillRequest(FiberState& target, std::exception_ptr exception)
      : target_(&target),
        exception_(std::move(exception)),
        callback_(&KillRequest::deliver, this) {}

  static void deliver(void* self) noexcept {
    const std::unique_ptr<KillRequest> request(static_cast<KillRequest*>(self));
    Scheduler::find()->deliver(*request->target_,
                               std::move(request->exception_));
  }

  RefPtr<FiberState> target_;
  std::exception_ptr exception_;
  Callback callback_;
};

// Stores the exception that ends a fiber which has not begun to run.
void keep_exception(FiberState& fiber,
                    const std::exception_ptr& exception) noexcept {
  fiber.ended_by = FiberOutcome::kKilled;
  if (exception == fiber_exit()) return;
  try {
    std::rethrow_exception(exception);
  } catch (const FiberExit&) {
    // It is no failure.
  } catch (...) {
    fiber.ended_by = FiberOutcome::kThrew;
    fiber.failure = exception;
  }
}

}  // namespace

constinit thread_local Scheduler* Scheduler::thread_scheduler = nullptr;
constinit Waiter Scheduler::yielding{"yield"};

Scheduler& Scheduler::current() {
  Scheduler* scheduler = find();
  if (scheduler == nullptr) {
    throw std::logic_error("this thread has no gfetch::Hub");
  }
  return *scheduler;
}

FiberState& running_fiber() {
  FiberState* fiber = Scheduler::current().running();
  if (fiber == nullptr) throw BlockingSwitchOut();
  return *fiber;
}

namespace {

using OwnStores = std::array<LocalStore*, 2>;

// Returns the stores that belong to the fiber alone, nullptr where there is
// none. A destructor in one store may make the other one.
OwnStores own_stores(FiberState& fiber, bool with_tree) noexcept {
  FiberExtras* extras = fiber.find_extras();
  return {extras != nullptr ? &extras->locals : nullptr,
          with_tree ? fiber.own_tree_locals() : nullptr};
}

bool all_empty(const OwnStores& stores) noexcept {
  return std::all_of(stores.begin(), stores.end(), [](const LocalStore* store) {
    return store == nullptr || store->empty();
  });
}

}  // namespace

void clear_locals(FiberState& fiber, bool with_tree) noexcept {
  for (int round = 0; round < LocalStore::kRounds; ++round) {
    if (all_empty(own_stores(fiber, with_tree))) return;
    for (std::size_t i = 0; i < OwnStores().size(); ++i) {
      LocalStore* store = own_stores(fiber, with_tree)[i];
      if (store != nullptr) store->clear_once();
    }
  }
  for (LocalStore* store : own_stores(fiber, with_tree)) {
    if (store != nullptr) store->abandon();
  }
}

// A destructor of an exception may block, and another kill come meanwhile.
void drop_deferred(FiberExtras& extras) noexcept {
  while (!extras.deferred.empty()) std::exchange(extras.deferred, {});
}

// --- construction and destruction --------------------------------------------

Scheduler::Scheduler(Loop& loop, const HubOptions& options)
    : id_(next_serial()),
      loop_(loop),
      stacks_(options.stack_bytes * kStackFactor),
      hub_stack_(kHubStackBytes * kStackFactor),
      main_(new MainFiber),
      running_(main_.get()) {
  main_->phase.become(FiberPhase::kScheduled);
  main_->phase.become(FiberPhase::kRunning);
  main_->uncaught_at_entry = static_cast<unsigned>(std::uncaught_exceptions());
  main_->callback.set_function(&Scheduler::resume_callback);
  main_->name("main");
  adopt_thread(main_->context);
  make_context(hub_context_, hub_stack_.take(), &Scheduler::run_hub, this);
  catch_stack_overflows(&Scheduler::check_overflow);
  thread_scheduler = this;
  live_.emplace(id_, loop.inbox());
  check_home(*main_);
}

Scheduler::~Scheduler() {
  stopped_ = true;
  loop_.stop_passing();
  running_ = nullptr;
  switch_context(main_->context, hub_context_);
  hub_stack_.give_back(hub_context_.stack);
  destroy_context(hub_context_);
  main_->context.tsan_fiber = nullptr;  // the thread, not the context, owns it
  hub_locals_.clear();
  main_->extras().greenlets.reset();
  main_->phase.become(FiberPhase::kDead);
  thread_scheduler = nullptr;
  live_.reset();
  while (!disposables_.empty()) delete &disposables_.pop_front();
}

void Scheduler::run_hub(void* self) {
  auto& scheduler = *static_cast<Scheduler*>(self);
  while (!scheduler.stopped_) {
    if (!scheduler.loop_.pass()) scheduler.handle_idle();
  }
  leave_context(scheduler.hub_context_, scheduler.main_->context);
}

void Scheduler::handle_idle() {
  // The main fiber waits in Hub::join(), whose wait ends here.
  if (on_idle_ != nullptr) return (*on_idle_)();
  // All fibers wait for events that cannot happen: a deadlock.
  LoopExit deadlock = loop_exit();
  if (shielded(*main_)) {
    // Nothing may be thrown out of a destructor, in which the main fiber waits.
    // Its wait returns as if a limit had expired; see Waiter::wait().
    std::fprintf(stderr,
                 "gfetch: the main fiber, which is shielded, gives up: %s\n",
                 deadlock.what());
  } else {
    main_->delivered = std::make_exception_ptr(std::move(deadlock));
  }
  resume(*main_);
}

LoopExit Scheduler::loop_exit() {
  std::vector<FiberInfo> blocked = registry_.infos();
  blocked.insert(blocked.begin(), FiberRegistry::info(*main_));
  return LoopExit(std::move(blocked));
}

void Scheduler::check_overflow(const void* address) noexcept {
  const Scheduler* scheduler = find();
  // A thread without a hub has no fibers whose stack could overflow.
  if (scheduler == nullptr) return;
  if (scheduler->stacks_.guards(address) ||
      scheduler->hub_stack_.guards(address)) {
    die_of_stack_overflow(scheduler->running_);
  }
}

// --- starting fibers ---------------------------------------------------------

bool Scheduler::mark_started(FiberState& fiber) {
  if (!(fiber.phase == FiberPhase::kNew)) return false;
  if (running_ != nullptr) {
    fiber.spawner_id = running_->id;
    // A fiber that the main fiber or the disposal starts, which have no number,
    // is the root of a new spawn tree.
    if (running_->id != 0) fiber.share_tree(*running_);
  }
  fiber.phase.become(FiberPhase::kScheduled);
  fiber.callback.set_function(&Scheduler::resume_callback);
  registry_.add(fiber);
  fiber.id = registry_.next_id();
  if (!spawn_watches_.empty()) return survives_spawn_watches(fiber);
  return true;
}

// Calls the spawn watches with `fiber`. Returns false if one of them has ended
// it: then it must not be scheduled, and may not even exist any more. A watch
// may destroy any watches, and start fibers, for which this function is called
// meanwhile; so two observers that do nothing mark the place in the list and
// its end.
bool Scheduler::survives_spawn_watches(FiberState& fiber) {
  const RefPtr<FiberState> keep_alive(&fiber);
  const RefPtr<FiberState> caller(running_);
  // A kill of the fiber that calls the watches must not end in a report.
  if (caller) ++caller->shields;
  const auto nothing = [](FiberObserver&, FiberState&) noexcept {};
  FiberObserver place(nothing);
  FiberObserver end(nothing);
  spawn_watches_.push_front(place);
  spawn_watches_.push_back(end);
  for (FiberObserver* watch = spawn_watches_.after(place); watch != &end;
       watch = spawn_watches_.after(place)) {
    place.unlink();
    spawn_watches_.insert_after(*watch, place);
    (*watch)(fiber);
  }
  if (caller) --caller->shields;
  return fiber.phase == FiberPhase::kScheduled;
}

void Scheduler::start(FiberState& fiber) {
  check_home(fiber);
  if (mark_started(fiber)) loop_.schedule(fiber.callback);
}

void Scheduler::start_later(FiberState& fiber, Duration delay) {
  check_home(fiber);
  if (!(fiber.phase == FiberPhase::kNew)) return;
  auto timer = std::make_unique<Timer>(&Scheduler::resume_callback, &fiber);
  timer->start(delay);
  fiber.extras().start_timer = std::move(timer);
  mark_started(fiber);
}

void Scheduler::start_now(FiberState& fiber) {
  check_home(fiber);
  if (mark_started(fiber)) resume(fiber);
}

// --- the disposal of objects -------------------------------------------------

/// A fiber that destroys objects. Users do not see it, but in the list of the
/// hub's fibers while a destructor blocks: it has no number.
class Scheduler::DisposalFiber final : public FiberState {
 private:
  void run() override { find()->dispose_all(); }
  void drop_closure() noexcept override {}
};

void Scheduler::start_disposal(void* self) noexcept {
  auto& scheduler = *static_cast<Scheduler*>(self);
  if (scheduler.disposables_.empty()) return;
  DisposalFiber* fiber = nullptr;
  try {
    scheduler.stacks_.give_back(scheduler.stacks_.take());
    fiber = new DisposalFiber;
  } catch (const std::bad_alloc&) {
    return;  // the objects wait for the next disposal, or for the hub's end
  }
  fiber->name("disposal");
  fiber->shields = 1;
  fiber->phase.become(FiberPhase::kScheduled);
  fiber->callback.set_function(&Scheduler::resume_callback);
  scheduler.registry_.add(*fiber);
  scheduler.resume(*fiber);
}

// If a destructor blocks, the callback starts another fiber for the objects
// that are left, since the destructor may wait for one of them.
void Scheduler::dispose_all() noexcept {
  while (!disposables_.empty()) {
    const std::unique_ptr<Disposable> next(&disposables_.pop_front());
    if (!disposables_.empty()) dispose_next();
  }
}

// --- switching between fibers ------------------------------------------------

void Scheduler::resume_callback(void* fiber) noexcept {
  Scheduler& scheduler = *find();
  // After resume() this callback does nothing, so that the fiber may switch
  // directly to the next one; see take_next_fiber().
  scheduler.resume_is_last_ = true;
  scheduler.resume(*static_cast<FiberState*>(fiber));
  scheduler.resume_is_last_ = false;
}

void Scheduler::resume(FiberState& fiber) noexcept {
  assert(running_ == nullptr && "only the hub resumes fibers");
  // A fiber gets its stack when it begins, so that scheduled fibers need none.
  if (!fiber.begun() && !begin(fiber)) return;
  running_ = &fiber;
  switch_context(hub_context_, fiber.context);
  // Fibers switch directly to each other: the one that switches to the hub, and
  // may have ended, need not be the one that was resumed.
  if (ended_ != nullptr) finish(*std::exchange(ended_, nullptr));
}

// Gives `fiber` a stack. If there is no memory for one, ends the fiber with the
// std::bad_alloc and returns false: nobody else could receive it, since the
// code that has started the fiber runs elsewhere by now.
bool Scheduler::begin(FiberState& fiber) noexcept {
  // An object may wake an abandoned fiber that has waited for it.
  if (fiber.ready()) return false;
  try {
    make_context(fiber.context, stacks_.take(), &Scheduler::run_to_end, &fiber);
  } catch (const std::bad_alloc&) {
    end_unrun(fiber, std::current_exception());
    return false;
  }
  fiber.phase.become(FiberPhase::kRunning);
  return true;
}

// Runs the function of `fiber` and keeps its outcome. A small function of its
// own, not inlined: the runtime reads the tables of each frame that a kill
// unwinds up to the place of its call, and these are short.
[[gnu::noinline]] void run_function(FiberState& fiber) noexcept {
  // The destructors of the exception, of the fiber's function and of its local
  // variables may block: kills and Timeouts must not be thrown in them.
  try {
    fiber.run();
    ++fiber.shields;
  } catch (const FiberExit&) {
    ++fiber.shields;
    fiber.ended_by = FiberOutcome::kKilled;
  } catch (...) {
    ++fiber.shields;
    fiber.ended_by = FiberOutcome::kThrew;
    fiber.failure = std::current_exception();
  }
}

void Scheduler::run_to_end(void* self) noexcept {
  auto& fiber = *static_cast<FiberState*>(self);
  run_function(fiber);
  fiber.drop_closure();
  // Without handles and links nobody can ask for the result.
  if (fiber.owns_objects && fiber.refs() == 1 && fiber.links.empty()) {
    fiber.drop_result();
  }
  if (fiber.find_extras() != nullptr || fiber.has_tree()) {
    clear_locals(fiber, /*with_tree=*/fiber.refs() == 1);
  }
  if (FiberExtras* extras = fiber.find_extras()) {
    extras->greenlets.reset();
    drop_deferred(*extras);
  }
  fiber.phase.become(FiberPhase::kDead);
  find()->leave(fiber);
}

// Leaves the stack of an ended fiber. The hub frees it in finish(), because the
// fiber itself still runs on it here.
void Scheduler::leave(FiberState& fiber) {
  check_stack(fiber);
  running_ = nullptr;
  ended_ = &fiber;
  leave_context(fiber.context, hub_context_);
}

void Scheduler::finish(FiberState& fiber) noexcept {
  const Stack stack = fiber.context.stack;
  destroy_context(fiber.context);
  stacks_.give_back(stack);
  unregister(fiber);
}

void Scheduler::unregister(FiberState& fiber) noexcept {
  registry_.remove(fiber);
  if (!fiber.links.empty()) schedule_links(fiber);
  if (on_last_end_ != nullptr && registry_.size() == 0) {
    on_last_end_->schedule();
  }
  fiber.release();
}

// --- calling the links of ended fibers ---------------------------------------

void Scheduler::link(FiberState& fiber, FiberObserver& link) {
  if (fiber.ready()) current();  // throws if no hub can call the link
  check_home(fiber);
  fiber.links.push_back(link);
  if (fiber.ready()) schedule_links(fiber);
}

void Scheduler::schedule_links(FiberState& fiber) noexcept {
  // The scheduled callback will call the new link, too. After the end of the
  // hub no link is called.
  if (fiber.callback.scheduled() || find() == nullptr) return;
  fiber.add_ref();  // the callback releases this reference
  fiber.callback.set_function(&Scheduler::links_callback);
  fiber.callback.schedule();
}

void Scheduler::links_callback(void* self) noexcept {
  auto& fiber = *static_cast<FiberState*>(self);
  while (!fiber.links.empty()) fiber.links.pop_front()(fiber);
  fiber.release();
}

// --- ending fibers -----------------------------------------------------------

// A fiber unwinds if more exceptions are uncaught than when it began. The
// runtime has the number of the running fiber, the context that of the others.
// The exceptions of the fiber's suspended greenlets count, too: a destructor
// that a greenlet's unwinding calls may have switched to another greenlet.
bool Scheduler::shielded(const FiberState& fiber) const noexcept {
  const auto uncaught = &fiber == running_
                            ? static_cast<unsigned>(std::uncaught_exceptions())
                            : fiber.context.uncaught_exceptions;
  return fiber.shields > 0 ||
         uncaught + fiber.suspended_exceptions > fiber.uncaught_at_entry;
}

void Scheduler::deliver(FiberState& fiber, std::exception_ptr exception,
                        Serial sender) {
  if (fiber.ready()) return drop(std::move(exception));
  // The fiber has no stack to unwind.
  if (!fiber.begun()) return end_unrun(fiber, std::move(exception));
  // An exception during unwinding would terminate the program.
  if (shielded(fiber)) {
    fiber.extras().deferred.push_back({std::move(exception), sender});
    return;
  }
  fiber.delivered = std::move(exception);
  resume(fiber);
}

void Scheduler::withdraw(FiberState& fiber, Serial sender) noexcept {
  FiberExtras* extras = fiber.find_extras();
  if (extras == nullptr) return;
  std::erase_if(extras->deferred, [sender](const auto& deferred) {
    return deferred.sender == sender;
  });
}

void Scheduler::throw_first_deferred(FiberState& fiber) {
  auto& deferred = fiber.find_extras()->deferred;
  // One exception at a time: the others wait for the fiber's next block().
  if (deferred.empty() || find()->shielded(fiber)) return;
  const std::exception_ptr exception = std::move(deferred.front().exception);
  deferred.erase(deferred.begin());
  std::rethrow_exception(exception);
}

void Scheduler::refuse_foreign(FiberState& fiber) {
  fiber.home.refuse(fiber.name());
}

void Scheduler::throw_blocks_in_hub() {
  throw BlockingSwitchOut();
}

void Scheduler::rethrow_delivered(FiberState& fiber) {
  std::rethrow_exception(std::exchange(fiber.delivered, nullptr));
}

void Scheduler::kill_soon(FiberState& fiber, std::exception_ptr exception) {
  if (fiber.ready()) return drop(std::move(exception));
  check_home(fiber);
  if (fiber.started()) current();  // throws if no hub can deliver the exception
  if (!fiber.begun()) return end_unrun(fiber, std::move(exception));
  KillRequest::schedule(fiber, std::move(exception));
}

void Scheduler::abandon(FiberState& fiber) noexcept {
  fiber.callback.cancel();
  // No object shall pass it a permit or an item.
  if (fiber.waits_in != nullptr) fiber.waits_in->leave_queue();
  fiber.ended_by = FiberOutcome::kKilled;
  fiber.phase.become(FiberPhase::kDead);
  stacks_.keep_stacks();
}

void Scheduler::end_unrun(FiberState& fiber,
                          std::exception_ptr exception) noexcept {
  const RefPtr<FiberState> keep_alive(&fiber);
  // Only a started fiber is in the registry, which then calls the links.
  const bool registered = fiber.started();
  fiber.callback.cancel();
  if (FiberExtras* extras = fiber.find_extras()) extras->start_timer.reset();
  keep_exception(fiber, exception);
  drop(std::move(exception));
  fiber.phase.become(FiberPhase::kDead);
  if (fiber.owns_objects) {
    const DestructorShield shield;
    detail::dispose(UnrunClosure(fiber));
  } else {
    fiber.drop_closure();
  }
  if (registered) {
    find()->unregister(fiber);
  } else if (!fiber.links.empty()) {
    schedule_links(fiber);
  }
}

}  // namespace gfetch::detail
