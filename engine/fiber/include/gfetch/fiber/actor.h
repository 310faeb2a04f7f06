#pragma once
/// An actor: a fiber with an inbox, which handles one message after the other.
///
///   class Greeter : public gfetch::Actor<std::string> {
///     void receive(std::string name) override {
///       if (name.empty()) throw std::invalid_argument("nobody to greet");
///       std::printf("Hello, %s\n", name.c_str());
///     }
///   };
///
///   Greeter greeter;
///   greeter.start();
///   greeter.send("Ada");
///   greeter.finish();        // handles what it was sent, then ends
///
/// An actor belongs to the hub that first uses it, until that hub has ended: in
/// other threads all functions but waiting() throw std::logic_error. A thread
/// sends by Mailbox::post().
///
/// A supervised actor starts again when it fails:
///
///   auto keeper = gfetch::supervise(clumsy, 3);

#include <cstddef>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/queue.h"

namespace gfetch {

template <class Message>
class Actor {
 public:
  Actor() = default;
  Actor(const Actor&) = delete;
  Actor& operator=(const Actor&) = delete;

  /// Kills the actor's fiber and waits for its end. The derived class is
  /// already destroyed: its owner must call finish() or stop() first if the
  /// actor may still handle a message. If receive() itself destroys the actor,
  /// its fiber is killed where it next blocks, and handles no further message.
  /// Blocks the calling fiber.
  virtual ~Actor() {
    end_in_destructor();
    detail::kill_in_destructor(fiber_);
  }

  /// Starts the fiber that handles the messages of the inbox. Throws
  /// std::logic_error if it runs already, or if the actor is supervised.
  Fiber<void> start() {
    require_idle();
    keeper_ = {};  // a supervision that has ended is not this run's
    return begin();
  }

  /// Puts `message` into the inbox. After finish() or stop() it drops the
  /// message and returns false.
  bool send(Message message) {
    return shared_->inbox.try_put(std::move(message));
  }

  /// Closes the inbox, and waits until the actor has handled the messages in
  /// it; of a supervised actor, until its supervision has ended. If receive()
  /// threw an exception that ended the actor, throws that exception. Called by
  /// receive() itself it does not wait.
  /// Blocks the calling fiber.
  void finish() {
    shared_->inbox.shutdown();
    const Fiber<void> last = keeper_ ? keeper_ : fiber_;
    if (!last || current_fiber() == fiber_) return;
    last.join();
    if (auto failure = last.exception()) std::rethrow_exception(failure);
  }

  /// Closes the inbox, drops its messages, kills the actor's fiber and waits
  /// for its end. Called by receive() itself it throws FiberExit.
  /// Blocks the calling fiber.
  void stop() {
    const Fiber<void> last = fiber_;
    end();  // the destructor of a message may destroy the actor
    if (last) last.kill();
  }

  std::size_t waiting() const noexcept { return shared_->inbox.size(); }

 protected:
  /// Handles one message. May block the actor's fiber.
  virtual void receive(Message message) = 0;

 private:
  template <class M>
  friend Fiber<void> supervise(Actor<M>& actor, std::size_t restarts);

  /// What the actor's fibers use and may outlive the actor.
  struct Shared {
    Queue<Message> inbox;
    bool stopped = false;
  };

  void require_idle() const {
    detail::FiberAccess::check_home(shared_->inbox);
    if ((fiber_ && !fiber_.ready()) || (keeper_ && !keeper_.ready())) {
      throw std::logic_error("the actor runs already");
    }
  }

  Fiber<void> begin() {
    fiber_ = spawn([this, shared = shared_] {
      // receive() may destroy the actor.
      while (auto message = shared->inbox.get()) receive(*std::move(message));
    });
    return fiber_;
  }

  void end() {
    detail::FiberAccess::check_home(shared_->inbox);
    shared_->stopped = true;
    shared_->inbox.shutdown_now();
  }
  void end_in_destructor() noexcept {
    try {
      end();
    } catch (...) {
      detail::report_from_destructor("the end of an actor");
    }
  }

  // The actor may be stopped and destroyed before the first run and during
  // each.
  static void keep(Actor* actor, const Shared& shared, std::size_t restarts) {
    for (std::size_t failures = 0; !shared.stopped; ++failures) {
      const Fiber<void> run = actor->begin();
      run.join();
      if (run.outcome() != FiberOutcome::kThrew) return;
      const std::exception_ptr failure = run.exception();
      if (shared.stopped || failures == restarts) {
        std::rethrow_exception(failure);
      }
    }
  }

  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  Fiber<void> fiber_;
  Fiber<void> keeper_;
};

/// Starts `actor`, and restarts it each time its receive() throws an exception,
/// at most `restarts` times. The message whose handling failed is lost; the
/// messages behind it stay in the inbox. The returned fiber ends when the actor
/// ends; its get() throws the exception after which the actor was not started
/// again, also one that receive() threw during a stop(). Throws
/// std::logic_error if the actor runs already, or is supervised.
template <class Message>
Fiber<void> supervise(Actor<Message>& actor, std::size_t restarts) {
  actor.require_idle();
  actor.keeper_ = spawn([its = &actor, shared = actor.shared_, restarts] {
    Actor<Message>::keep(its, *shared, restarts);
  });
  return actor.keeper_;
}

}  // namespace gfetch
