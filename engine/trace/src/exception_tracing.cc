#include "gfetch/trace/exception_tracing.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <utility>

#include "gfetch/fiber/detail/exception_text.h"
#include "symbols.h"
#include "throw_hook.h"

namespace gfetch {
namespace {

std::terminate_handler earlier_handler = nullptr;

std::string trace_text(const std::exception_ptr& exception) {
  return to_string(trace_of(exception));
}

[[noreturn]] void terminate() {
  if (const auto exception = std::current_exception()) {
    std::fprintf(stderr, "gfetch: nothing caught %s\n",
                 detail::exception_text(exception).c_str());
  }
  if (earlier_handler != nullptr) earlier_handler();
  std::abort();
}

void show_traces_in_reports() {
  detail::set_exception_tracer(&trace_text);
  earlier_handler = std::set_terminate(&terminate);
}

/// True for the calls of the engine, the standard library and the C library,
/// which say nothing about the program. An inlined call has no more than its
/// bare name and its file.
bool internal(const TraceFrame& call) {
  constexpr std::array<std::string_view, 4> kNames = {
      "__cxa_throw", "gfetch::detail::", "std::", "__gnu_cxx::"};
  constexpr std::array<std::string_view, 5> kFiles = {
      "/gfetch/fiber/", "/fiber/src/", "/trace/src/", "/include/c++/",
      "/libc.so"};
  return std::ranges::any_of(kNames,
                             [&](std::string_view name) {
                               return call.function.starts_with(name);
                             }) ||
         std::ranges::any_of(kFiles, [&](std::string_view file) {
           return call.file.find(file) != std::string::npos;
         });
}

/// True for the engine's call of the function of a fiber or of a greenlet: what
/// has called it is the engine.
bool calls_the_program(const TraceFrame& call) {
  const std::string_view name = call.function;
  return name.starts_with("gfetch::detail::") &&
         (name.find("Task<") != std::string_view::npos ||
          name.find("run_to_end") != std::string_view::npos);
}

/// The address of the exception object: std::exception_ptr is a pointer to it
/// in libstdc++ as in libc++.
const void* object_of(const std::exception_ptr& exception) {
  static_assert(sizeof(exception) == sizeof(void*));
  return *reinterpret_cast<void* const*>(&exception);
}

}  // namespace

ExceptionTracing::ExceptionTracing() noexcept {
  static std::once_flag shown;
  std::call_once(shown, show_traces_in_reports);
  detail::start_recording();
}

ExceptionTracing::~ExceptionTracing() {
  detail::stop_recording();
}

std::vector<TraceFrame> trace_of(const std::exception_ptr& exception) {
  std::vector<TraceFrame> calls;
  if (!exception) return calls;
  for (const auto address : detail::recorded_stack(object_of(exception))) {
    // A return address follows the call, and may be of the next line.
    for (TraceFrame& call : detail::calls_at(address - 1)) {
      if (calls_the_program(call)) return calls;
      const bool outermost = call.function == "main";
      if (!internal(call)) calls.push_back(std::move(call));
      if (outermost) return calls;
    }
  }
  return calls;
}

std::string to_string(const std::vector<TraceFrame>& frames) {
  std::string lines;
  for (const TraceFrame& call : frames) {
    lines += lines.empty() ? "  thrown in " : "         in ";
    lines += call.function.empty() ? "a function" : call.function;
    lines += (call.line > 0 ? " at " : " of ") + call.file;
    if (call.line > 0) lines += ":" + std::to_string(call.line);
    lines += "\n";
  }
  return lines;
}

}  // namespace gfetch
