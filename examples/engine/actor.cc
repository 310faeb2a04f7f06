// An actor that greets the names it receives, and an actor that fails on a name
// and is restarted by its supervisor.

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
  greeter.finish();  // handles the messages in its inbox, then ends

  Greeter clumsy;
  for (const char* name : {"Alan", "", "Edsger"}) clumsy.send(name);
  auto keeper = gfetch::supervise(clumsy, 3);
  clumsy.finish();  // the supervisor restarts it for the remaining names
  keeper.get();
}
