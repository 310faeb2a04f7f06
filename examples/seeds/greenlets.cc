// The switch is the basis of everything: a greenlet passes control and a value
// to another one by name, and the end of a greenlet switches to its parent.

#include <cstdio>
#include <string>

#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/hub.h"

int main() {
  gfetch::Hub hub;
  const auto main_greenlet = gfetch::Greenlet::current();

  auto foo = [main_greenlet](int n) { main_greenlet.switch_to(n); };
  const gfetch::Greenlet g1([foo](int n) {
    foo(n);
    return std::string("Hello");
  });

  std::printf("%d\n", g1.switch_to<int>(42));
  std::puts(g1.switch_to<std::string>().c_str());
  std::puts(g1.dead() ? "True" : "False");
}
