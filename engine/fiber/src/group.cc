#include "gfetch/fiber/group.h"

#include <cstdio>
#include <exception>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/deadline.h"
#include "scheduler.h"

namespace gfetch {

/// A member of a group: a fiber, and a link that removes and destroys the
/// member when the fiber has ended.
struct Group::Member : detail::ListHook {
  struct EndLink : detail::FiberObserver {
    explicit EndLink(Member& its_member)
        : FiberObserver(&EndLink::remove), member(its_member) {}
    static void remove(FiberObserver& self, detail::FiberState&) noexcept {
      Member& member = static_cast<EndLink&>(self).member;
      member.group.remove(member);
    }
    Member& member;
  };

  Member(Group& its_group, AnyFiber its_fiber)
      : group(its_group), fiber(std::move(its_fiber)), end_link(*this) {
    detail::Scheduler::link(detail::FiberAccess::state(fiber), end_link);
  }

  Group& group;
  AnyFiber fiber;
  EndLink end_link;
  bool killed = false;  // kill() of the group has killed this member
};

Group::Group() {
  empty_.set();
}

Group::~Group() {
  end_members();
}

void Group::end_members() noexcept {
  if (empty()) return;
  try {
    kill(fiber_exit(), KillMode::kLater);
    const KillShield shield;
    kill();
  } catch (...) {
    detail::report_exception("the end of a group", std::current_exception());
  }
  while (!members_.empty()) {
    Member& survivor = members_.front();
    const FiberInfo info =
        detail::FiberRegistry::info(detail::FiberAccess::state(survivor.fiber));
    std::fprintf(stderr, "gfetch: %s survives its group, waiting for %s\n",
                 info.name.c_str(), info.waits_for.c_str());
    remove(survivor);
  }
}

void Group::start(const AnyFiber& fiber) {
  add_member(fiber);
  fiber.start();
}

void Group::add(const AnyFiber& fiber) {
  if (!contains(fiber)) add_member(fiber);
}

void Group::add_member(const AnyFiber& fiber) {
  before_adding();
  members_.push_back(*new Member(*this, fiber));
  ++size_;
  empty_.clear();
}

void Group::discard(const AnyFiber& fiber) noexcept {
  if (Member* member = find(fiber); member != nullptr) remove(*member);
}

void Group::remove(Member& member) noexcept {
  delete &member;
  after_removing();
  if (--size_ == 0) empty_.set();
}

Group::Member* Group::find(const AnyFiber& fiber) const noexcept {
  for (Member* member = members_.first(); member != nullptr;
       member = members_.after(*member)) {
    if (member->fiber == fiber) return member;
  }
  return nullptr;
}

bool Group::contains(const AnyFiber& fiber) const noexcept {
  return find(fiber) != nullptr;
}

std::vector<AnyFiber> Group::members() const {
  std::vector<AnyFiber> fibers;
  fibers.reserve(size_);
  for (Member* member = members_.first(); member != nullptr;
       member = members_.after(*member)) {
    fibers.push_back(member->fiber);
  }
  return fibers;
}

bool Group::join(WaitLimit limit) {
  return empty_.wait(limit);
}

void Group::join_or_throw() {
  const std::vector<AnyFiber> fibers = members();
  join_all(fibers, {.raise_error = true});
  join();
}

bool Group::kill(const std::exception_ptr& exception, KillMode mode,
                 WaitLimit limit) {
  const detail::Deadline deadline(limit);
  // Members may spawn other members while their stacks unwind: kill() repeats
  // until the group is empty.
  while (!empty()) {
    kill_all(take_unkilled(), exception, KillMode::kLater);
    if (mode == KillMode::kLater) return false;
    const std::vector<AnyFiber> dying = members();
    yield();  // lets the hub throw the kills in the members
    const auto ended = join_all(dying, {.limit = deadline.left()});
    if (ended.size() < dying.size()) return false;
  }
  return true;
}

std::vector<AnyFiber> Group::take_unkilled() {
  std::vector<AnyFiber> fibers;
  for (Member* member = members_.first(); member != nullptr;
       member = members_.after(*member)) {
    if (!std::exchange(member->killed, true)) fibers.push_back(member->fiber);
  }
  return fibers;
}

}  // namespace gfetch
