#pragma once
/// An actor: a fiber with an inbox, that handles one message after the other.
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
/// A supervised actor starts again when it fails:
///
///   auto keeper = gfetch::supervise(clumsy, 3);

#include <cstddef>
#include <exception>
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

  /// Kills the fiber. By then the deriving class is gone: an actor that may
  /// still be at work has its finish() or stop() called before.
  virtual ~Actor() {
    const KillShield shield;
    stop();
  }

  /// Handles messages from here on, in a fiber of its own.
  /// Never blocks.
  Fiber<void> start() {
    fiber_ = spawn([this] { run(); });
    return fiber_;
  }

  /// Puts `message` into the inbox; false when the actor takes no more.
  /// Never blocks.
  bool send(Message message) { return inbox_.try_put(std::move(message)); }

  /// Takes no more messages, and waits until those there are were handled.
  /// Throws what the actor failed with.
  /// Blocks the calling fiber.
  void finish() {
    inbox_.shutdown();
    if (fiber_) fiber_.get();
  }

  /// Ends it where it is.
  /// Blocks the calling fiber.
  void stop() {
    inbox_.shutdown_now();
    if (fiber_) fiber_.kill();
  }

  std::size_t waiting() const noexcept { return inbox_.size(); }

 protected:
  /// Handles one message; may block.
  virtual void receive(Message message) = 0;

 private:
  void run() {
    while (auto message = inbox_.get()) receive(*std::move(message));
  }

  Queue<Message> inbox_;
  Fiber<void> fiber_;
};

/// Starts `actor`, and again each time it fails, at most `restarts` times. The
/// message it failed with is gone, those behind it are not. The fiber returned
/// ends with the actor; it throws what the last failure was.
/// Never blocks.
template <class Message>
Fiber<void> supervise(Actor<Message>& actor, std::size_t restarts) {
  return spawn([&actor, restarts] {
    for (std::size_t failures = 0;; ++failures) {
      const Fiber<void> run = actor.start();
      run.join();
      if (run.successful()) return;
      if (failures == restarts) std::rethrow_exception(run.exception());
      run.exception();  // seen, and answered by a restart
    }
  });
}

}  // namespace gfetch
