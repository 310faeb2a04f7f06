#include "loop/loop_state.h"

#include <algorithm>
#include <stdexcept>

namespace gfetch::detail {
namespace {

// The TLS model initial-exec makes access to this variable need no function
// call.
[[gnu::tls_model(
    "initial-exec")]] constinit thread_local LoopState* thread_loop = nullptr;

}  // namespace

bool DueTasks::empty() const noexcept {
  return std::all_of(lists.begin(), lists.end(),
                     [](const List<Task>& list) { return list.empty(); });
}

List<Task>& DueTasks::list_for(Priority priority, Rank normal) noexcept {
  switch (priority) {
    case Priority::kPoll:
      return lists[kPolls];
    case Priority::kNormal:
      return lists[normal];
    case Priority::kTimeout:
      return lists[kTimeouts];
  }
  return lists[normal];
}

LoopState::LoopState(ClockKind clock_kind) : clock(clock_kind) {
  if (thread_loop != nullptr) {
    throw std::logic_error("this thread has a gfetch::Hub already");
  }
  thread_loop = this;
}

LoopState::~LoopState() {
  thread_loop = nullptr;
  // Watchers may outlive the loop.
  while (!watchers.empty()) watchers.pop_front().loop_ended();
}

LoopState* LoopState::find() noexcept {
  return thread_loop;
}

LoopState& LoopState::current() {
  if (thread_loop == nullptr) {
    throw std::logic_error("this thread has no gfetch::Hub");
  }
  return *thread_loop;
}

}  // namespace gfetch::detail
