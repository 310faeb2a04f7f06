#include "loop/loop.h"

#include <ev.h>
#include <fcntl.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <random>
#include <stdexcept>
#include <utility>

#include "gfetch/fiber/detail/versions.h"

namespace gfetch::detail {
namespace {

// A drain of callbacks yields to timers and sockets after this long. No time
// passes on a virtual clock, so there a number of callbacks stands for it.
constexpr Duration kDrainLimit = std::chrono::milliseconds(5);
constexpr unsigned kVirtualDrainLimit = 1'000'000;

constexpr Duration kForEver = Duration::max();

TimePoint steady_now() noexcept {
  return std::chrono::steady_clock::now();
}

TimePoint later(TimePoint from, Duration delay) noexcept {
  if (delay <= Duration::zero()) return from;
  const Duration room = TimePoint::max() - from;
  return delay < room ? from + delay : TimePoint::max();
}

int to_ev(int events) noexcept {
  return ((events & kReadable) != 0 ? EV_READ : 0) |
         ((events & kWritable) != 0 ? EV_WRITE : 0);
}

}  // namespace

// --- timers -----------------------------------------------------------------

namespace {
constexpr std::uint32_t kArity = 4;
}

void TimerHeap::push(Timer& timer) {
  heap_.emplace_back();
  sift_up(static_cast<std::uint32_t>(heap_.size() - 1),
          {timer.deadline_, timer.sequence_, &timer});
}

void TimerHeap::remove(Timer& timer) noexcept {
  const std::uint32_t hole = std::exchange(timer.place_, Timer::kNowhere);
  const Entry last = heap_.back();
  heap_.pop_back();
  if (hole == heap_.size()) return;
  const bool rises = hole > 0 && last < heap_[(hole - 1) / kArity];
  rises ? sift_up(hole, last) : sift_down(hole, last);
}

void TimerHeap::place(std::uint32_t at, const Entry& entry) noexcept {
  heap_[at] = entry;
  entry.timer->place_ = at;
}

void TimerHeap::sift_up(std::uint32_t at, const Entry& entry) noexcept {
  while (at > 0) {
    const std::uint32_t parent = (at - 1) / kArity;
    if (!(entry < heap_[parent])) break;
    place(at, heap_[parent]);
    at = parent;
  }
  place(at, entry);
}

void TimerHeap::sift_down(std::uint32_t at, const Entry& entry) noexcept {
  const auto size = static_cast<std::uint32_t>(heap_.size());
  for (;;) {
    const std::uint32_t first = at * kArity + 1;
    if (first >= size) break;
    std::uint32_t least = first;
    for (std::uint32_t child = first + 1;
         child < size && child < first + kArity; ++child) {
      if (heap_[child] < heap_[least]) least = child;
    }
    if (!(heap_[least] < entry)) break;
    place(at, heap_[least]);
    at = least;
  }
  place(at, entry);
}

void Callback::schedule() noexcept {
  if (!scheduled()) Loop::current().schedule(*this);
}

void Callback::schedule_next() noexcept {
  cancel();
  Loop::current().schedule_next(*this);
}

void Timer::start(Duration delay) {
  stop();
  loop_ = &Loop::current();
  loop_->start(*this, delay);
}

void Timer::stop() noexcept {
  if (place_ != kNowhere) loop_->stop(*this);
  unlink();
}

// --- libev ------------------------------------------------------------------

namespace {

[[noreturn]] void run_out_of_memory() {
  throw std::bad_alloc();
}

// Of its own accord libev aborts without memory. Nothing may be thrown through
// it either, so std::terminate() has the word, with the usual exception.
void* reallocate(void* old, long size) noexcept {
  if (size == 0) {
    std::free(old);
    return nullptr;
  }
  void* const fresh = std::realloc(old, static_cast<std::size_t>(size));
  if (fresh == nullptr) run_out_of_memory();
  return fresh;
}

struct ev_loop* new_loop() {
  ev_set_allocator(&reallocate);
  return ev_loop_new(EVFLAG_AUTO | EVFLAG_NOTIMERFD);
}

}  // namespace

struct Loop::Ev {
  Ev() : loop(new_loop()) {
    if (loop == nullptr) throw std::runtime_error("libev has no backend here");
    ev_timer_init(
        &wake_up, [](struct ev_loop*, ev_timer*, int) {}, 0., 0.);
    ev_async_init(&knock, [](struct ev_loop*, ev_async*, int) {});
    ev_async_start(loop, &knock);
  }
  ~Ev() {
    ev_async_stop(loop, &knock);
    ev_loop_destroy(loop);
  }
  Ev(const Ev&) = delete;
  Ev& operator=(const Ev&) = delete;

  struct ev_loop* loop;
  ev_timer wake_up;
  ev_async knock;  // from other threads and from signal handlers
};

struct EvCallbacks {
  static ev_io& ev(IoWatcher& watcher) noexcept {
    static_assert(sizeof(ev_io) <= sizeof watcher.ev_io_);
    static_assert(alignof(ev_io) <= 8);
    return *reinterpret_cast<ev_io*>(watcher.ev_io_.data());
  }

  static void ready(struct ev_loop*, ev_io* ev, int revents) noexcept {
    auto& watcher = *static_cast<IoWatcher*>(ev->data);
    if ((revents & EV_ERROR) != 0) {
      // libev gave the descriptor up and stopped the watcher; reading or
      // writing it will say why.
      watcher.bound_ = false;
      watcher.revents_ = watcher.watched_;
    } else {
      watcher.revents_ |= ((revents & EV_READ) != 0 ? kReadable : 0) |
                          ((revents & EV_WRITE) != 0 ? kWritable : 0);
    }
    if (!watcher.linked()) watcher.loop_.due(watcher).push_back(watcher);
  }
};

IoWatcher::IoWatcher(Hub& hub, int fd, IoFunction fn, void* arg,
                     Priority priority, bool counts)
    : Task(&IoWatcher::fire, this),
      loop_(hub.loop()),
      io_fn_(fn),
      io_arg_(arg),
      fd_(fd),
      priority_(priority),
      counts_(counts) {
  change_.watcher = this;
  ev_io& ev = EvCallbacks::ev(*this);
  ev_init(&ev, &EvCallbacks::ready);
  ev.data = this;
}

IoWatcher::~IoWatcher() {
  watch(0);
  change_.unlink();
  ev_io& ev = EvCallbacks::ev(*this);
  if (ev_is_active(&ev)) ev_io_stop(loop_.ev_->loop, &ev);
}

// What changes is told to libev right before it polls: stopping and starting
// again in between costs nothing, and a descriptor that was closed meanwhile
// is found out instead of tripping libev's assertion.
void IoWatcher::watch(int events) {
  if (events == watched_) return;
  if (watched_ == 0) ++loop_.active_io_, loop_.counted_ += counts_ ? 1 : 0;
  if (events == 0) --loop_.active_io_, loop_.counted_ -= counts_ ? 1 : 0;
  watched_ = events;
  if (events == 0) {
    unlink();
    revents_ = 0;
  }
  if (!change_.linked()) loop_.changed_.push_back(change_);
}

void IoWatcher::fire(void* self) noexcept {
  auto& watcher = *static_cast<IoWatcher*>(self);
  const int revents = std::exchange(watcher.revents_, 0) & watcher.watched_;
  if (revents != 0) watcher.io_fn_(watcher.io_arg_, revents);
}

void Loop::apply(IoWatcher& watcher) noexcept {
  ev_io& ev = EvCallbacks::ev(watcher);
  const int wanted = to_ev(watcher.watched_);
  if (ev_is_active(&ev)) {
    if (ev.events == wanted) return;
    ev_io_stop(ev_->loop, &ev);
  }
  if (wanted == 0) return;
  if (fcntl(watcher.fd_, F_GETFD) < 0) {
    EvCallbacks::ready(ev_->loop, &ev, EV_ERROR);
    return;
  }
  if (watcher.bound_) {
    ev_io_modify(&ev, wanted);
  } else {
    ev_io_set(&ev, watcher.fd_, wanted);
    watcher.bound_ = true;
  }
  ev_io_start(ev_->loop, &ev);
}

// --- the loop ---------------------------------------------------------------

// What other threads leave for the loop.
bool Inbox::post(std::function<void()> fn) {
  const std::lock_guard lock(mutex_);
  if (loop_ == nullptr) return false;
  posts_.push_back(std::move(fn));
  loop_->knock();
  return true;
}

void Inbox::close() noexcept {
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
}

std::vector<std::function<void()>> Inbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(posts_, {});
}

// Picks one of the first few that are ready, by chance or as told.
class Loop::Deal {
 public:
  Deal(std::uint64_t seed, std::vector<std::uint32_t> replay)
      : random_(seed), replay_(std::move(replay)) {}

  Task& pick(List<Task>& ready) {
    std::uint32_t count = 0;
    for (Task* task = ready.first(); task != nullptr && count < kReach;
         task = ready.after(*task)) {
      ++count;
    }
    Task* picked = ready.first();
    for (std::uint32_t skip = choose(count); skip > 0; --skip) {
      picked = ready.after(*picked);
    }
    return *picked;
  }

  const std::vector<std::uint32_t>& choices() const noexcept {
    return choices_;
  }

 private:
  static constexpr std::uint32_t kReach = 16;

  std::uint32_t choose(std::uint32_t count) {
    if (count == 1) return 0;  // no choice, and none recorded
    const std::size_t turn = choices_.size();
    const std::uint32_t drawn =
        turn < replay_.size() ? replay_[turn] % count
                              : static_cast<std::uint32_t>(random_() % count);
    choices_.push_back(drawn);
    return drawn;
  }

  std::mt19937_64 random_;
  std::vector<std::uint32_t> replay_;
  std::vector<std::uint32_t> choices_;
};

Loop::Loop(const HubOptions& options)
    : clock_(options.clock),
      now_(clock_ == ClockKind::kReal ? steady_now() : TimePoint{}),
      run_inbox_(&Loop::run_inbox, this),
      deal_(options.shuffle_seed || !options.replay.empty()
                ? std::make_unique<Deal>(options.shuffle_seed.value_or(0),
                                         options.replay)
                : nullptr),
      inbox_(std::make_shared<Inbox>(*this)),
      ev_(std::make_unique<Ev>()) {}

Loop::~Loop() {
  inbox_->close();
}

const std::vector<std::uint32_t>& Loop::schedule_so_far() const noexcept {
  static const std::vector<std::uint32_t> none;
  return deal_ ? deal_->choices() : none;
}

Task& Loop::take_next() noexcept {
  Task& next = deal_ ? deal_->pick(callbacks_) : callbacks_.front();
  next.unlink();
  return next;
}

TimePoint Loop::now() const noexcept {
  return clock_ == ClockKind::kReal ? steady_now() : now_;
}

void Loop::start(Timer& timer, Duration delay) {
  timer.deadline_ = later(now(), delay);
  timer.sequence_ = ++sequence_;
  timers_.push(timer);
  counted_ += timer.counts_ ? 1 : 0;
}

void Loop::stop(Timer& timer) noexcept {
  timers_.remove(timer);
  counted_ -= timer.counts_ ? 1 : 0;
}

void Loop::knock() noexcept {
  knocked_.store(true, std::memory_order_release);
  ev_async_send(ev_->loop, &ev_->knock);
}

void Loop::run_inbox(void* self) noexcept {
  auto& loop = *static_cast<Loop*>(self);
  if (loop.on_knock_) loop.on_knock_();
  for (auto& post : loop.inbox_->take()) post();
}

bool Loop::pass() {
  drain();
  if (stopped_) return true;
  if (runs_dry()) return false;
  poll();
  serve();
  return true;
}

bool Loop::runs_dry() const noexcept {
  return callbacks_.empty() && counted_ == 0 && holds_ == 0 &&
         !knocked_.load(std::memory_order_acquire);
}

void Loop::drain() {
  const TimePoint began = now_;
  drained_ = 0;
  draining_ = true;
  while (!callbacks_.empty() && !stopped_) {
    ++drained_;
    const bool look = drained_ % kDrainCheck == 0;
    take_next()();
    if (look && drained_enough(began)) break;
  }
  draining_ = false;
}

bool Loop::drained_enough(TimePoint began) noexcept {
  if (clock_ == ClockKind::kReal) return steady_now() - began > kDrainLimit;
  if (drained_ < kVirtualDrainLimit) return false;
  now_ = later(now_, kDrainLimit);
  return true;
}

void Loop::poll() {
  while (!changed_.empty()) apply(*changed_.pop_front().watcher);
  clock_ == ClockKind::kReal ? poll_real() : poll_virtual();
  if (knocked_.exchange(false, std::memory_order_acq_rel)) {
    run_inbox_.unlink();
    callbacks_.push_back(run_inbox_);
  }
  collect_due();
}

void Loop::poll_real() {
  if (!callbacks_.empty() || !nothing_due()) {
    poll_for(Duration::zero());
  } else if (timers_.empty()) {
    poll_for(kForEver);
  } else {
    poll_until(timers_.top().deadline_);
  }
  now_ = steady_now();
}

// A process that is stopped and goes on again wakes up late and, cut short by
// the signal, without a look at its descriptors: what came meanwhile is to be
// seen before its time is called over.
void Loop::poll_until(TimePoint deadline) {
  constexpr Duration kLate = std::chrono::milliseconds(100);
  poll_for(deadline - steady_now());
  if (nothing_due() && steady_now() - deadline > kLate) {
    poll_for(Duration::zero());
  }
}

void Loop::poll_virtual() {
  const bool outside = active_io_ > 0 || holds_ > 0;
  if (outside) poll_for(Duration::zero());
  if (!callbacks_.empty() || !nothing_due() ||
      knocked_.load(std::memory_order_acquire)) {
    return;
  }
  if (!timers_.empty()) {
    now_ = std::max(now_, timers_.top().deadline_);
  } else {
    poll_for(kForEver);
  }
}

void Loop::poll_for(Duration longest) {
  if (longest <= Duration::zero()) {
    ev_run(ev_->loop, EVRUN_NOWAIT);
    return;
  }
  if (longest != kForEver) {
    ev_now_update(ev_->loop);
    ev_timer_set(&ev_->wake_up, seconds(longest), 0.);
    ev_timer_start(ev_->loop, &ev_->wake_up);
  }
  ev_run(ev_->loop, EVRUN_ONCE);
  ev_timer_stop(ev_->loop, &ev_->wake_up);
}

bool Loop::nothing_due() noexcept {
  for (auto& list : due_) {
    if (!list.empty()) return false;
  }
  return true;
}

void Loop::collect_due() {
  while (!timers_.empty() && timers_.top().deadline_ <= now_) {
    Timer& timer = timers_.top();
    stop(timer);
    due(timer).push_back(timer);
  }
}

void Loop::serve() {
  for (auto& list : due_) {
    while (!list.empty() && !stopped_) list.pop_front()();
  }
}

List<Task>& Loop::due(const IoWatcher& watcher) noexcept {
  switch (watcher.priority_) {
    case Priority::kPoll:
      return due_[kPollDue];
    case Priority::kNormal:
      return due_[kIoDue];
    case Priority::kTimeout:
      return due_[kTimeoutsDue];
  }
  return due_[kIoDue];
}

List<Task>& Loop::due(const Timer& timer) noexcept {
  switch (timer.priority_) {
    case Priority::kPoll:
      return due_[kPollDue];
    case Priority::kNormal:
      return due_[kTimersDue];
    case Priority::kTimeout:
      return due_[kTimeoutsDue];
  }
  return due_[kTimersDue];
}

std::string loop_library_version() {
  return "libev " + std::to_string(ev_version_major()) + '.' +
         std::to_string(ev_version_minor());
}

}  // namespace gfetch::detail
