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

  /// Kills the actor's fiber and waits for its end. The derived class is
  /// already destroyed: its owner must call finish() or stop() first if the
  /// actor may still handle a message.
  /// Blocks the calling fiber.
  virtual ~Actor() {
    const KillShield shield;
    stop();
  }

  /// Starts the fiber that handles the messages of the inbox.
  Fiber<void> start() {
    fiber_ = spawn([this] { run(); });
    return fiber_;
  }

  /// Puts `message` into the inbox. After finish() or stop() it drops the
  /// message and returns false.
  bool send(Message message) { return inbox_.try_put(std::move(message)); }

  /// Closes the inbox, and waits until the actor has handled the messages in
  /// it. If receive() threw an exception, throws that exception.
  /// Blocks the calling fiber.
  void finish() {
    inbox_.shutdown();
    if (fiber_) fiber_.get();
  }

  /// Closes the inbox, drops its messages, kills the actor's fiber and waits
  /// for its end.
  /// Blocks the calling fiber.
  void stop() {
    inbox_.shutdown_now();
    if (fiber_) fiber_.kill();
  }

  std::size_t waiting() const noexcept { return inbox_.size(); }

 protected:
  /// Handles one message. May block the actor's fiber.
  virtual void receive(Message message) = 0;

 private:
  void run() {
    while (auto message = inbox_.get()) receive(*std::move(message));
  }

  Queue<Message> inbox_;
  Fiber<void> fiber_;
};

/// Starts `actor`, and restarts it each time its receive() throws an exception,
/// at most `restarts` times. The message whose handling failed is lost; the
/// messages behind it stay in the inbox. The returned fiber ends when the actor
/// ends; its get() throws the actor's last exception.
template <class Message>
Fiber<void> supervise(Actor<Message>& actor, std::size_t restarts) {
  return spawn([&actor, restarts] {
    for (std::size_t failures = 0;; ++failures) {
      const Fiber<void> run = actor.start();
      run.join();
      if (run.outcome() != FiberOutcome::kThrew) return;
      const std::exception_ptr failure = run.exception();
      if (failures == restarts) std::rethrow_exception(failure);
    }
  });
}

}  // namespace gfetch
