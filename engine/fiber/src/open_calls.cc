#include "gfetch/fiber/detail/open_calls.h"

#include <cstdio>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "scheduler.h"

namespace gfetch::detail {

OpenCalls::OpenCalls() : mailbox_(Hub::current().mailbox()) {}

bool OpenCalls::in_own_hub() const noexcept {
  return Hub::exists() && Hub::current().mailbox() == mailbox_;
}

OpenCalls::Call::Call(OpenCalls& calls, const char* what) : calls_(calls) {
  if (!calls.in_own_hub()) {
    throw std::logic_error(used_elsewhere(what, calls.mailbox_.thread()));
  }
  calls.calls_.push_back(*this);
  ++calls.count_;
}

OpenCalls::Call::~Call() {
  if (!linked()) return;  // the constructor has thrown
  unlink();
  --calls_.count_;
  if (calls_.closed_) calls_.left_.set();
}

void OpenCalls::close() noexcept {
  closed_ = true;
  for (Call* call = calls_.first(); call != nullptr;
       call = calls_.after(*call)) {
    call->end_.restart(Duration::zero());
  }
}

void OpenCalls::wait_for_others() noexcept {
  const Scheduler* scheduler = Scheduler::find();
  if (scheduler == nullptr || scheduler->running() == nullptr) return;
  std::size_t own = 0;
  for (Call* call = calls_.first(); call != nullptr;
       call = calls_.after(*call)) {
    own += call->end_.owned() ? 1 : 0;
  }
  const KillShield shield;
  try {
    while (count_ > own) {
      left_.clear();
      left_.wait();
    }
  } catch (const LoopExit& exit) {
    std::fprintf(stderr, "gfetch: a destroyed object is still in use: %s\n",
                 exit.what());
  }
}

}  // namespace gfetch::detail
