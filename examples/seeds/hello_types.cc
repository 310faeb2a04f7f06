// The first program, which also prints the type of spawn's result. In Python it
// is the class Greenlet; here it is a Fiber with the function's return type.

#include <cxxabi.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

template <class T>
std::string type_of(const T&) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(typeid(T).name(), nullptr, nullptr, nullptr),
      &std::free);
  return name.get();
}

void foo() {
  std::puts("Running in foo");
  gfetch::yield();
  std::puts("Explicit context switch to foo again");
}

void bar() {
  std::puts("Explicit context to bar");
  gfetch::yield();
  std::puts("Implicit context switch back to bar");
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto g1 = gfetch::spawn(foo);
  auto g2 = gfetch::spawn(bar);
  std::printf("type(g1) = %s\n", type_of(g1).c_str());
  std::printf("type(g2) = %s\n", type_of(g2).c_str());
  gfetch::join_all({g1, g2});
}
