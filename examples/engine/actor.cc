// A greeter that takes one name after the other; and one that fails at a name,
// and is started again by its supervisor.

#include "gfetch/fiber/actor.h"

#include <cstdio>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

class Greeter : public gfetch::Actor<std::string> {
 private:
  void receive(std::string name) override {
    if (name.empty()) throw std::invalid_argument("nobody to greet");
    std::printf("Hello, %s\n", name.c_str());
  }
};

}  // namespace

int main() {
  gfetch::Hub hub;
  Greeter greeter;
  greeter.start();
  greeter.send("Ada");
  greeter.send("Grace");
  greeter.finish();  // handles what it was sent, then ends

  Greeter clumsy;
  for (const char* name : {"Alan", "", "Edsger"}) clumsy.send(name);
  auto keeper = gfetch::supervise(clumsy, 3);
  clumsy.finish();  // no more names; the keeper sees to those there are
  keeper.get();
}
