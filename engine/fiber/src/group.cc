#include "gfetch/fiber/group.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/disposal.h"
#include "scheduler.h"

namespace gfetch {

/// A member of a group, or a helper: a fiber, and a link that removes and
/// destroys the member when the fiber has ended.
struct Group::Member : detail::ListHook {
  struct EndLink : detail::FiberObserver {
    explicit EndLink(Member& its_member)
        : FiberObserver(&EndLink::remove), member(its_member) {}
    static void remove(FiberObserver& self, detail::FiberState&) noexcept {
      Member& member = static_cast<EndLink&>(self).member;
      Group* group = member.group.load(std::memory_order_relaxed);
      if (group != nullptr) group->member_ended(member);
    }
    Member& member;
  };

  enum class Kind : std::uint8_t { kMember, kHelper };

  Member(Group& its_group, AnyFiber its_fiber, Kind its_kind)
      : group(&its_group),
        fiber(std::move(its_fiber)),
        kind(its_kind),
        end_link(*this) {
    detail::Scheduler::link(detail::FiberAccess::state(fiber), end_link);
  }

  std::atomic<Group*> group;  // null: destroyed in another thread
  AnyFiber fiber;
  Kind kind;
  EndLink end_link;
  bool killed = false;  // kill() of the group has killed this member
};

/// A join_or_throw() in progress; an object on the stack of its fiber, which
/// may outlive the group.
struct Group::Joiner : detail::ListHook {
  AnyFiber failed;  // the first member that an exception has ended
  Event done{"group.join"};
};

/// What is left of a group that another thread has destroyed. The hub's thread
/// destroys it.
struct Group::Remains {
  ~Remains() {
    while (!joiners.empty()) {
      detail::FiberAccess::end_waits(joiners.pop_front().done);
    }
    // The helpers use the group.
    for (const AnyFiber& helper : fibers_of(helpers)) {
      detail::kill_in_destructor(helper);
    }
    for (detail::List<Member>* list : {&helpers, &members}) {
      while (!list->empty()) {
        const std::unique_ptr<Member> member(&list->pop_front());
      }
    }
  }

  detail::List<Member> members;
  detail::List<Member> helpers;
  detail::List<Joiner> joiners;
};

Group::Group() {
  detail::FiberAccess::begin_set(empty_);
}

Group::~Group() {
  end_members();
}

void Group::end_members() noexcept {
  if (detail::FiberAccess::home(empty_).foreign()) return let_members_go();
  let_caller_go();
  for (const AnyFiber& helper : fibers_of(helpers_)) {
    detail::kill_in_destructor(helper);
  }
  // The hub may have ended before it called the links of ended members.
  for (const AnyFiber& member : fibers_of(members_)) {
    if (member.ready()) remove(*find(members_, member));
  }
  if (!empty()) kill_members();
  // The fibers that are left do not refer to the group any more.
  for (detail::List<Member>* list : {&helpers_, &members_}) {
    while (Member* member = list->first()) remove(*member);
  }
}

// The fiber that destroys the group cannot be waited for.
void Group::let_caller_go() noexcept {
  const detail::Scheduler* scheduler = detail::Scheduler::find();
  if (scheduler == nullptr || scheduler->running() == nullptr) return;
  const AnyFiber self = current_fiber();
  for (detail::List<Member>* list : {&helpers_, &members_}) {
    if (Member* member = find(*list, self)) remove(*member);
  }
}

// In another thread the members can be neither waited for nor asked.
void Group::let_members_go() noexcept {
  if (members_.empty() && helpers_.empty() && joiners_.empty()) return;
  try {
    auto remains = std::make_unique<Remains>();
    for (detail::List<Member>* list : {&helpers_, &members_}) {
      for (Member* member = list->first(); member != nullptr;
           member = list->after(*member)) {
        member->group.store(nullptr, std::memory_order_relaxed);
      }
    }
    remains->members.append(members_);
    remains->helpers.append(helpers_);
    remains->joiners.append(joiners_);
    std::fprintf(stderr, "gfetch: %zu members survive their group\n", size_);
    detail::send_home(detail::FiberAccess::home(empty_), std::move(remains));
    check_home();
  } catch (...) {
    detail::report_exception("the end of a group", std::current_exception());
  }
}

void Group::kill_members() noexcept {
  try {
    const detail::DestructorShield shield;
    kill(fiber_exit(), detail::in_hub() ? KillMode::kLater : KillMode::kBlock);
  } catch (...) {
    detail::report_exception("the end of a group", std::current_exception());
  }
  for (const AnyFiber& survivor : fibers_of(members_)) {
    const FiberInfo info =
        detail::FiberRegistry::info(detail::FiberAccess::state(survivor));
    std::fprintf(stderr, "gfetch: %s survives its group, waiting for %s\n",
                 info.name.c_str(), info.waits_for.c_str());
  }
}

void Group::start(const AnyFiber& fiber) {
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const AnyFiber started = fiber;  // the handle may change during the wait
  add(started);
  started.start();
}

void Group::add(const AnyFiber& fiber) {
  check_home();
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const AnyFiber added = fiber;  // the handle may change during the wait
  if (contains(added)) return;
  before_adding();
  // Another fiber may have added it during the wait.
  contains(added) ? after_removing() : add_member(added);
}

bool Group::start_unless(const bool& cancelled, const AnyFiber& fiber) {
  check_home();
  before_adding();
  if (cancelled) {
    after_removing();
    return false;
  }
  add_member(fiber);
  fiber.start();
  return true;
}

void Group::start_helper(const AnyFiber& fiber) {
  check_home();
  helpers_.push_back(*new Member(*this, fiber, Member::Kind::kHelper));
  fiber.start();
}

void Group::add_member(const AnyFiber& fiber) {
  try {
    members_.push_back(*new Member(*this, fiber, Member::Kind::kMember));
  } catch (...) {
    after_removing();
    throw;
  }
  ++size_;
  ++changes_;
  empty_.clear();
}

void Group::discard(const AnyFiber& fiber) {
  check_home();
  if (Member* member = find(members_, fiber); member != nullptr)
    remove(*member);
}

void Group::member_ended(Member& member) noexcept {
  if (member.kind == Member::Kind::kMember &&
      member.fiber.outcome() == FiberOutcome::kThrew) {
    for (Joiner* joiner = joiners_.first(); joiner != nullptr;
         joiner = joiners_.after(*joiner)) {
      if (!joiner->failed) joiner->failed = member.fiber;
      joiner->done.set();
    }
  }
  remove(member);
}

void Group::remove(Member& member) noexcept {
  // Destroyed last: it may have the last handle to the fiber, whose result has
  // a destructor that may block, and may destroy the group.
  const std::unique_ptr<Member> removed(&member);
  member.unlink();
  if (member.kind == Member::Kind::kHelper) return;
  ++changes_;
  after_removing();
  if (--size_ > 0) return;
  wake_joiners();
}

// In another thread the destructor of the group cannot wake them.
void Group::wake_joiners() noexcept {
  try {
    empty_.set();
    for (Joiner* joiner = joiners_.first(); joiner != nullptr;
         joiner = joiners_.after(*joiner)) {
      joiner->done.set();
    }
  } catch (...) {
    detail::report_exception("the end of a group", std::current_exception());
  }
}

Group::Member* Group::find(detail::List<Member>& list,
                           const AnyFiber& fiber) noexcept {
  for (Member* member = list.first(); member != nullptr;
       member = list.after(*member)) {
    if (member->fiber == fiber) return member;
  }
  return nullptr;
}

std::vector<AnyFiber> Group::fibers_of(detail::List<Member>& list) {
  std::vector<AnyFiber> fibers;
  for (Member* member = list.first(); member != nullptr;
       member = list.after(*member)) {
    fibers.push_back(member->fiber);
  }
  return fibers;
}

bool Group::contains(const AnyFiber& fiber) const {
  check_home();
  return find(members_, fiber) != nullptr;
}

std::vector<AnyFiber> Group::members() const {
  check_home();
  return fibers_of(members_);
}

bool Group::join(WaitLimit limit) {
  return empty_.wait(limit);
}

void Group::join_or_throw() {
  check_home();
  if (empty()) return;
  Joiner joiner;
  joiners_.push_back(joiner);
  joiner.done.wait();
  if (joiner.failed) std::rethrow_exception(joiner.failed.exception());
}

namespace {

bool all_ended(const std::vector<AnyFiber>& fibers) {
  return std::all_of(fibers.begin(), fibers.end(),
                     [](const AnyFiber& each) { return each.ready(); });
}

}  // namespace

bool Group::kill(const std::exception_ptr& its_exception, KillMode mode,
                 WaitLimit limit) {
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const std::exception_ptr exception = its_exception;  // it may change, too
  detail::require_exception(exception);
  check_home();
  const detail::Deadline deadline(limit);
  const detail::Lifespan::Watch watch(lifespan_);
  // Members may spawn other members while their stacks unwind: kill() repeats
  // until the group is empty.
  while (!watch.ended() && !empty()) {
    std::vector<AnyFiber> dying = members();
    kill_unkilled(exception, watch);
    if (!watch.ended()) dying = members();
    if (mode == KillMode::kLater) return all_ended(dying);
    yield();  // lets the hub throw the kills in the members
    const auto ended = join_all(dying, {.limit = deadline.left()});
    if (ended.size() < dying.size()) return false;
  }
  return true;
}

void Group::kill_unkilled(const std::exception_ptr& exception,
                          const detail::Lifespan::Watch& watch) {
  for (const bool begun : {false, true}) {
    Member* member = members_.first();
    while (member != nullptr) {
      member = kill_if(begun, *member, exception, watch);
    }
    if (watch.ended()) return;
  }
}

// A member that has not begun ends at once, and with it its function, whose
// destructor may change the group: then the round begins again. Such a member
// is dead, so that a second kill does nothing.
Group::Member* Group::kill_if(bool begun, Member& member,
                              const std::exception_ptr& exception,
                              const detail::Lifespan::Watch& watch) {
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const AnyFiber victim = member.fiber;  // outlives the member
  detail::FiberState& fiber = detail::FiberAccess::state(victim);
  if (member.killed || fiber.begun() != begun) return members_.after(member);
  const std::uint64_t before = changes_;
  detail::Scheduler::kill_soon(fiber, exception);
  if (watch.ended()) return nullptr;
  if (changes_ != before) return members_.first();
  member.killed = true;
  return members_.after(member);
}

}  // namespace gfetch
