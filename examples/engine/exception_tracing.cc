// A fiber fails deep in its calls. Its report on stderr says where.

#include "gfetch/trace/exception_tracing.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

// Calls of functions that are not inlined have names without -g, too.
[[gnu::noinline]] int read_number(const std::string& text) {
  return std::stoi(text) + 1;
}

void read_settings() {
  std::printf("%d\n", read_number("41"));
  std::printf("%d\n", read_number("many"));
}

}  // namespace

int main() {
  const gfetch::ExceptionTracing tracing;
  gfetch::Hub hub;
  gfetch::spawn(read_settings).join();

  // The same for a program that handles the exception.
  const auto failed = gfetch::spawn(read_settings);
  failed.join();
  const auto trace = gfetch::trace_of(failed.exception());
  const bool known = !trace.empty() && trace.front().function.find(
                                           "read_number") != std::string::npos;
  std::puts(known ? "thrown in read_number" : "thrown somewhere");
}
