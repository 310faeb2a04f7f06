// PyPy builds greenlets from continulets, which are one-shot continuations. A
// switch goes in and out by the same call, with a value; `to` hands the caller
// over to another continulet; an exception is thrown where the switch arrives.

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/continulet.h"
#include "gfetch/fiber/hub.h"

using gfetch::Continulet;

namespace {

const char* true_or_false(bool is) {
  return is ? "True" : "False";
}

// continulet.switch(value=None): starts or activates.
void switch_in_and_out() {
  const Continulet c([](const Continulet& self) {
    const int got = self.switch_<int>(42);
    return "got " + std::to_string(got);
  });
  std::printf("%s\n", true_or_false(c.is_pending()));
  std::printf("%d\n", c.switch_<int>());
  std::puts(c.switch_<std::string>(7).c_str());
  std::printf("%s\n", true_or_false(c.is_pending()));
}

// continulet.switch(to=...): control goes to `to`, with our caller.
void hand_over() {
  const Continulet second([](const Continulet&) { return "second"; });
  const Continulet first([&second](const Continulet& self) {
    self.switch_(second);
    return "first";
  });
  std::puts(first.switch_<const char*>());
  std::puts(first.switch_<const char*>());
}

// continulet.throw(...): switches, and throws after the switch is done.
void throw_inside() {
  const Continulet c([](const Continulet& self) {
    try {
      self.switch_();
    } catch (const std::runtime_error& error) {
      return std::string("caught ") + error.what();
    }
    return std::string("nothing");
  });
  c.switch_();
  std::puts(c.throw_<std::string>(
                 std::make_exception_ptr(std::runtime_error("ValueError")))
                .c_str());
}

}  // namespace

int main() {
  gfetch::Hub hub;
  switch_in_and_out();
  hand_over();
  throw_inside();
}
