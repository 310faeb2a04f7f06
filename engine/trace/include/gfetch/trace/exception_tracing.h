#pragma once
/// Where an exception was thrown: its stack trace, with file and line where the
/// program has debug information (-g).
///
///   int main() {
///     const gfetch::ExceptionTracing tracing;
///     gfetch::Hub hub;
///     gfetch::spawn(read_settings).join();
///   }
///
/// prints, when an exception leaves the fiber and nothing handles it:
///
/// | gfetch: fiber-1 failed with std::invalid_argument: stoi
/// | thrown in read_number at settings.cc:17
/// |        in read_settings at settings.cc:23
///
/// The trace is recorded where the exception is thrown, since the stack is gone
/// when it arrives. A throw therefore costs some microseconds more while an
/// ExceptionTracing exists, one comparison more otherwise, and nothing in
/// programs that are not linked with gfetch::trace. An exception that is made
/// by std::make_exception_ptr() was never thrown, and has no trace.

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "gfetch/fiber/detail/language.h"

namespace gfetch {

/// One call of a stack trace.
struct TraceFrame {
  std::uintptr_t address = 0;  ///< of an instruction of the call
  std::string function = {};   ///< empty if its name is unknown
  std::string file =
      {};        ///< of the source; the program's or library's if unknown
  int line = 0;  ///< 0 if unknown
};

/// Records the stack of every exception that is thrown in any thread while at
/// least one such object exists. The reports of uncaught exceptions show it: in
/// fibers and functions of a hub without Hub::on_error(), and in
/// std::terminate(), whose handler is replaced by the first such object of the
/// process, and called then.
class [[nodiscard]] ExceptionTracing {
 public:
  ExceptionTracing() noexcept;
  ~ExceptionTracing();
  ExceptionTracing(const ExceptionTracing&) = delete;
  ExceptionTracing& operator=(const ExceptionTracing&) = delete;
};

/// Returns the calls that were under way when `exception` was thrown, the
/// innermost first, 64 at most: up to the function of its fiber, or main().
/// Those of the engine itself and of the standard library are left out. Empty
/// if `exception` is null or its throw was not recorded. Reads debug
/// information from files the first time, and blocks the thread.
std::vector<TraceFrame> trace_of(const std::exception_ptr& exception);

/// Returns `frames` as indented lines, as in the example above; empty if there
/// are none.
std::string to_string(const std::vector<TraceFrame>& frames);

}  // namespace gfetch
