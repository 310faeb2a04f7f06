#pragma once
/// The calls of an object's blocking functions that are in progress. Through
/// them the object's destructor ends the calls and waits for them, so that an
/// object may be destroyed before the fibers that use it.
///
///   Answer Service::ask() {
///     const auto state = state_;  // outlives the Service during the call
///     if (state->calls.closed()) return ended();
///     const OpenCalls::Call call(state->calls);
///     try {
///       return state->ask();
///     } catch (const TimeoutExpired& expired) {
///       if (!call.ended_by(expired)) throw;
///       return ended();
///     }
///   }
///
///   Service::~Service() { end_calls(state_); }

#include <cstddef>
#include <memory>
#include <utility>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"

namespace gfetch::detail {

class OpenCalls {
 public:
  /// One call in progress; an object on the stack of the fiber that calls.
  class Call : public ListHook {
   public:
    /// `what`, such as "HttpClient", names the object in messages. Throws
    /// std::logic_error in a thread whose hub is not the object's, or if that
    /// hub has ended.
    Call(OpenCalls& calls, const char* what);
    ~Call();

    /// True if close() threw `expired` to end this call.
    bool ended_by(const TimeoutExpired& expired) const noexcept {
      return end_.owns(expired);
    }

   private:
    friend class OpenCalls;

    OpenCalls& calls_;
    Timeout end_{TimeLimit()};
  };

  /// Constructs the calls of an object of the current hub.
  OpenCalls();

  /// True after close(): no call may begin.
  bool closed() const noexcept { return closed_; }
  /// True in the thread of the object's hub, until that hub ends.
  bool in_own_hub() const noexcept;
  /// The mailbox of the object's hub.
  const Mailbox& mailbox() const noexcept { return mailbox_; }

  /// Throws TimeoutExpired in each call where it blocks, soon after. A call
  /// that is shielded goes on. Requires in_own_hub().
  void close() noexcept;
  /// Waits until the calls of other fibers have ended; those of the calling
  /// fiber end after it has returned. Returns at once if the hub itself runs,
  /// which must not block. If the calls wait for something that never comes,
  /// reports that on stderr and returns.
  /// Blocks the calling fiber.
  void wait_for_others() noexcept;

 private:
  Mailbox mailbox_;
  List<Call> calls_;
  std::size_t count_ = 0;
  bool closed_ = false;
  Event left_{"the calls of a destroyed object"};
};

/// Ends the calls of a destroyed object, whose State has calls() and close().
/// In another thread than that of the object's hub, leaves it to that hub; if
/// the hub has ended, there are no calls.
template <class State>
void end_calls(std::shared_ptr<State> state) noexcept {
  if (state->calls().in_own_hub()) {
    state->close();
    state->calls().wait_for_others();
    return;
  }
  const Mailbox mailbox = state->calls().mailbox();
  mailbox.post([state = std::move(state)] { state->close(); });
}

}  // namespace gfetch::detail
