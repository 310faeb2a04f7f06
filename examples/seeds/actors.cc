// Two actors that answer each other's messages. The listing plays for ever;
// here the game is over after six strokes.

#include <cstdio>
#include <string>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

class Player : public gfetch::Actor<std::string> {
 public:
  Player(std::string stroke, int& strokes_left)
      : stroke_(std::move(stroke)), strokes_left_(strokes_left) {}

  void plays_with(Player& other) { other_ = &other; }

 private:
  void receive(std::string message) override {
    std::puts(message.c_str());
    if (strokes_left_-- > 0) other_->send(stroke_);
    gfetch::yield();
  }

  std::string stroke_;
  int& strokes_left_;
  Player* other_ = nullptr;
};

}  // namespace

int main() {
  gfetch::Hub hub;
  int strokes_left = 6;
  Player ping("ping", strokes_left);
  Player pong("pong", strokes_left);
  ping.plays_with(pong);
  pong.plays_with(ping);

  ping.start();
  pong.start();
  ping.send("start");
  try {
    hub.join();  // returns when both inboxes are empty
  } catch (const gfetch::LoopExit&) {
  }
  ping.stop();
  pong.stop();
}
