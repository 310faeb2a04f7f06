#include "symbols.h"

#include <backtrace.h>
#include <dlfcn.h>

#include "gfetch/fiber/detail/exception_text.h"

namespace gfetch::detail {
namespace {

// libbacktrace calls it where a file has no debug information: no error here.
void ignore_error(void* /*data*/, const char* /*message*/, int /*error*/) {}

backtrace_state* state() {
  static backtrace_state* const all =
      backtrace_create_state(nullptr, /*threaded=*/1, &ignore_error, nullptr);
  return all;
}

int add_call(void* calls, std::uintptr_t address, const char* file, int line,
             const char* function) {
  if (function == nullptr && file == nullptr) return 0;
  static_cast<std::vector<TraceFrame>*>(calls)->push_back(
      {.address = address,
       .function = function != nullptr ? demangled(function) : "",
       .file = file != nullptr ? file : "",
       .line = line});
  return 0;
}

void set_function(void* frame, std::uintptr_t /*address*/, const char* symbol,
                  std::uintptr_t /*value*/, std::uintptr_t /*bytes*/) {
  if (symbol == nullptr) return;
  static_cast<TraceFrame*>(frame)->function = demangled(symbol);
}

}  // namespace

std::vector<TraceFrame> calls_at(std::uintptr_t address) {
  std::vector<TraceFrame> calls;
  backtrace_pcinfo(state(), address, &add_call, &ignore_error, &calls);
  const bool known = !calls.empty();
  if (!known) calls.emplace_back().address = address;
  // Debug information has the bare name of a function, its symbol the whole.
  TraceFrame& call = calls.back();
  backtrace_syminfo(state(), address, &set_function, &ignore_error, &call);
  if (known) return calls;

  Dl_info library{};
  if (dladdr(reinterpret_cast<const void*>(address), &library) != 0) {
    call.file = library.dli_fname;
  }
  return calls;
}

}  // namespace gfetch::detail
