// A generator, and two writers that pass a pen by a double switch. The header
// gfetch/fiber/continulet.h shows the first.

#include "gfetch/fiber/continulet.h"

#include <cstdio>

#include "gfetch/fiber/hub.h"

namespace {

void generate() {
  const gfetch::Continulet count([](const gfetch::Continulet& self) {
    for (int n = 1; n <= 3; ++n) self.switch_(n);
    return 0;
  });
  while (const int n = count.switch_<int>()) std::printf("%d\n", n);
}

// The reader sees one stream of words, and never learns who has written which.
void take_turns() {
  gfetch::Continulet anna;
  gfetch::Continulet bert;
  anna = gfetch::Continulet([&bert](const gfetch::Continulet& self) {
    self.switch_("Anna begins");
    self.switch_(bert);  // the reader is Bert's now
    return "Anna ends";
  });
  bert = gfetch::Continulet([](const gfetch::Continulet& self) {
    self.switch_("Bert goes on");
    return "Bert ends";
  });
  std::puts(anna.switch_<const char*>());
  std::puts(anna.switch_<const char*>());
  std::puts(bert.switch_<const char*>());
  std::puts(anna.switch_<const char*>());
}

}  // namespace

int main() {
  gfetch::Hub hub;
  generate();
  take_turns();
}
