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

  /// Kills the fiber. The derived class is destroyed by then: call finish() or
  /// stop() before, when the actor may still work.
  /// Blocks the calling fiber.
  virtual ~Actor() {
    const KillShield shield;
    stop();
  }

  /// Starts the fiber that handles messages.
  Fiber<void> start() {
    fiber_ = spawn([this] { run(); });
    return fiber_;
  }

  /// Puts `message` into the inbox. False, and the message dropped, after
  /// finish() or stop().
  bool send(Message message) { return inbox_.try_put(std::move(message)); }

  /// Closes the inbox, and waits until the messages in it were handled. Throws
  /// the exception that the actor failed with.
  /// Blocks the calling fiber.
  void finish() {
    inbox_.shutdown();
    if (fiber_) fiber_.get();
  }

  /// Closes the inbox, drops its messages and kills the fiber.
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

/// Starts `actor`, and restarts it each time it fails, at most `restarts`
/// times. The message that it failed with is lost; the messages behind it are
/// not. The returned fiber ends with the actor, and throws its last failure.
template <class Message>
Fiber<void> supervise(Actor<Message>& actor, std::size_t restarts) {
  return spawn([&actor, restarts] {
    for (std::size_t failures = 0;; ++failures) {
      const Fiber<void> run = actor.start();
      run.join();
      if (run.successful()) return;
      if (failures == restarts) std::rethrow_exception(run.exception());
      run.exception();  // observed: the restart handles it
    }
  });
}

}  // namespace gfetch
