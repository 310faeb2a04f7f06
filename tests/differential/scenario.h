#pragma once
/// One half of a scenario that exists twice: scripts/NAME.py for gevent, and
/// SCENARIO(NAME) for the engine, with the same structure and names. Both must
/// print the same lines.
///
///   SCENARIO(spawn_starts_later) {
///     auto child = spawn([] { print("child"); });
///     print("main");
///     child.join();
///   }

#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"

namespace gfetch::differential {

using namespace std::chrono_literals;

/// The exception that scenarios throw; the scripts have it under the same name.
class Oops : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline std::exception_ptr oops(const std::string& text) {
  return std::make_exception_ptr(Oops(text));
}

/// Formats a value as Python's print() does.
template <class T>
std::string text(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "True" : "False";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else {
    return std::string(value);
  }
}

template <class T>
std::string text(const std::optional<T>& value) {
  return value ? text(*value) : "None";
}

/// Prints the parts on a line, separated by blanks, as Python's print() does.
template <class... Parts>
void print(const Parts&... parts) {
  std::string line;
  ((line += (line.empty() ? "" : " ") + text(parts)), ...);
  std::puts(line.c_str());
}

/// The message of `exception`; empty when it is null.
std::string what(const std::exception_ptr& exception);

/// The result of gevent's successful(), which is true for a killed fiber, too.
inline bool succeeded(const AnyFiber& fiber) {
  return fiber.successful() || fiber.killed();
}

struct Scenario {
  std::string_view name;
  void (*run)();
  ClockKind clock;
};

/// Returns all scenarios by their names.
std::vector<Scenario>& scenarios();

struct Registration {
  Registration(std::string_view name, void (*run)(),
               ClockKind clock = ClockKind::kVirtual) {
    scenarios().push_back({name, run, clock});
  }
};

#define SCENARIO(name, ...)                         \
  static void name();                               \
  static const Registration registration_of_##name( \
      #name, &name __VA_OPT__(, ) __VA_ARGS__);     \
  static void name()

}  // namespace gfetch::differential
