#pragma once
/// Hands one value or exception from any thread to one waiting fiber, which may
/// leave before. await_callback() and offload() are made of it.
///
///   Handoff<int> handoff;                        // on the fiber's stack
///   start([giver = handoff.giver()] { giver.give(42); });   // in any thread
///   if (!handoff.wait(limit)) return too_late();
///   return handoff.take();

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

/// What is given for a T; nothing is given for void.
template <class T>
using GivenValue = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <class T>
class Handoff {
  using Value = GivenValue<T>;

  /// Written by the thread that gives, then read by the hub's thread.
  struct Gift {
    std::optional<Value> value;
    std::exception_ptr exception;
  };
  /// Used by the hub's thread alone. Null after the fiber has left.
  struct Target {
    Handoff* handoff;
  };

 public:
  /// Gives the value or the exception, once. Copies share it. May be used in
  /// any thread, and may outlive the fiber and the hub.
  class Giver {
   public:
    /// Gives a value that is constructed from `value`. Returns false if there
    /// was a gift before.
    template <class... V>
    bool give(V&&... value) const {
      if (shared_->given.exchange(true)) return false;
      auto gift = std::make_shared<Gift>();
      try {
        gift->value.emplace(std::forward<V>(value)...);
      } catch (...) {
        gift->exception = std::current_exception();
      }
      shared_->send(std::move(gift));
      return true;
    }
    /// Gives an exception. Returns false if there was a gift before. Throws
    /// std::invalid_argument if `exception` is null.
    bool give_exception(std::exception_ptr exception) const {
      require_exception(exception);
      if (shared_->given.exchange(true)) return false;
      auto gift = std::make_shared<Gift>();
      gift->exception = std::move(exception);
      shared_->send(std::move(gift));
      return true;
    }

   private:
    friend class Handoff;

    struct Shared {
      explicit Shared(std::shared_ptr<Target> its_target)
          : mailbox(Hub::current().mailbox()), target(std::move(its_target)) {}
      ~Shared() {
        if (given) return;
        auto gift = std::make_shared<Gift>();
        gift->exception = std::make_exception_ptr(BrokenPromise());
        send(std::move(gift));
      }
      Shared(const Shared&) = delete;
      Shared& operator=(const Shared&) = delete;

      // If the fiber has left, the hub's disposal destroys the gift together
      // with the posted function.
      void send(std::shared_ptr<Gift> gift) {
        mailbox.post([gift = std::move(gift), target = target]() mutable {
          if (target->handoff == nullptr) return;
          target->handoff->receive(std::move(gift));
        });
      }

      Mailbox mailbox;
      std::shared_ptr<Target> target;
      std::atomic<bool> given{false};
    };

    explicit Giver(std::shared_ptr<Shared> shared)
        : shared_(std::move(shared)) {}

    std::shared_ptr<Shared> shared_;
  };

  /// Reports show `what` as the reason why the fiber waits.
  /// Throws BlockingSwitchOut in the hub, which cannot wait: then nothing must
  /// be started.
  explicit Handoff(const char* what) : waiter_(what) {
    if (in_hub()) throw BlockingSwitchOut();
  }
  ~Handoff() { target_->handoff = nullptr; }
  Handoff(const Handoff&) = delete;
  Handoff& operator=(const Handoff&) = delete;

  /// Returns the giver. Must be called once.
  Giver giver() {
    return Giver(std::make_shared<typename Giver::Shared>(target_));
  }

  /// Waits for the gift. The hub is not idle meanwhile. Returns false if
  /// `limit` expired first.
  /// Blocks the calling fiber.
  bool wait(WaitLimit limit = {}) {
    const KeepAlive until_the_gift;
    return waiter_.wait(limit);
  }

  /// Returns the value, or throws the exception. Requires that wait() has
  /// returned true.
  T take() {
    if (gift_->exception) std::rethrow_exception(gift_->exception);
    if constexpr (!std::is_void_v<T>) return *std::move(gift_->value);
  }

 private:
  void receive(std::shared_ptr<Gift> gift) noexcept {
    gift_ = std::move(gift);
    waiter_.wake();  // the fiber may have destroyed this object after this
  }

  Waiter waiter_;
  std::shared_ptr<Target> target_ = std::make_shared<Target>(Target{this});
  std::shared_ptr<Gift> gift_;
};

}  // namespace gfetch::detail
