#pragma once
// The chat without its web server: rooms, messages, and who is there.
//
// A room numbers its messages. A poll says which one came last, and gets those
// that follow: nothing is lost between two polls, and two windows of the
// same user do not take messages from each other.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/event.h"

namespace chat {

enum class Kind { kSaid, kCame, kLeft };

struct Message {
  std::uint64_t number = 0;
  Kind kind = Kind::kSaid;
  std::string user;
  std::string text;  // empty unless it was said
};

// What the chat accepts, and how long it waits for a user who is silent.
struct Limits {
  std::size_t name_bytes = 40;
  std::size_t text_bytes = 2000;
  std::size_t users = 200;     // in one room
  std::size_t kept = 200;      // messages of one room
  std::size_t per_second = 5;  // messages of one user
  std::chrono::seconds absence{15};
};

// True for a name that people can read: from 1 to `most` bytes of UTF-8 without
// control characters, and not blank.
bool is_name(std::string_view name, std::size_t most);

class Room {
 public:
  explicit Room(const Limits& limits) : limits_(limits) {}

  // Adds a user, whom the others see come. Returns false if the room is full.
  bool join(const std::string& user);
  bool has(const std::string& user) const { return users_.contains(user); }
  std::vector<std::string> users() const;

  // Adds a message. Returns false if the user says too much at a time.
  bool say(const std::string& user, std::string text);

  // Returns the messages behind number `last`; waits for one if there is none,
  // for `limit` at most. The user is present meanwhile. Blocks the fiber.
  std::vector<Message> poll(const std::string& user, std::uint64_t last,
                            gfetch::Duration limit);

  // Returns the last `size` messages.
  std::vector<Message> backlog(std::size_t size = 25) const;
  std::uint64_t last_number() const { return next_ - 1; }

  // Takes out the users who have not polled for too long.
  void remove_absent();

 private:
  struct User {
    int polls = 0;  // that wait now
    gfetch::TimePoint last_seen;
    std::deque<gfetch::TimePoint> said;  // in the last second
  };

  std::vector<Message> after(std::uint64_t last) const;
  void add(Kind kind, std::string user, std::string text = {});

  const Limits& limits_;
  std::map<std::string, User> users_;
  std::deque<Message> messages_;
  std::uint64_t next_ = 1;
  gfetch::Event news_{"news"};
};

}  // namespace chat
