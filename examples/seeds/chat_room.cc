// A chat room without its web server: the POST and poll requests of clients are
// function calls in fibers. A poll waits until there is a message, for at most
// ten seconds, and then returns an empty answer.

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"

using namespace std::chrono_literals;

namespace {

struct User {
  std::string poll() { return queue.get(10s).value_or("[]"); }

  gfetch::Queue<std::string> queue;
};

class Room {
 public:
  const std::vector<std::string>& backlog() const { return messages_; }
  void subscribe(User& user) { users_.push_back(&user); }
  void add(const std::string& message) {
    for (User* user : users_) (void)user->queue.try_put(message);
    messages_.push_back(message);
  }

 private:
  std::vector<User*> users_;
  std::vector<std::string> messages_;
};

void poll_twice(const char* name, User& user) {
  for (int i = 0; i < 2; ++i) {
    std::printf("%s polls: %s\n", name, user.poll().c_str());
  }
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  Room foo;
  User ann;
  User ben;
  foo.subscribe(ann);
  foo.subscribe(ben);

  auto first = gfetch::spawn(poll_twice, "ann", std::ref(ann));
  auto second = gfetch::spawn(poll_twice, "ben", std::ref(ben));
  gfetch::spawn_later(3s, [&foo] { foo.add("ann:hello"); });
  gfetch::join_all({first, second});
  std::printf("backlog: %s\n", foo.backlog().front().c_str());
}
