// A program that asks where an exception was thrown.
#include <gfetch/fiber/fiber.h>
#include <gfetch/fiber/hub.h>
#include <gfetch/trace/exception_tracing.h>

#include <stdexcept>

int main() {
  const gfetch::ExceptionTracing tracing;
  gfetch::Hub hub;
  auto failing = gfetch::spawn([] { throw std::runtime_error("thrown"); });
  failing.join();
  return gfetch::trace_of(failing.exception()).empty() ? 1 : 0;
}
