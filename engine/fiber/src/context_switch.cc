#include "context_switch.h"

#include <cxxabi.h>

#include <boost/version.hpp>
#include <cerrno>
#include <string>

#include "gfetch/fiber/detail/versions.h"

namespace gfetch::detail {
namespace {

void enter(boost::context::detail::transfer_t transfer) {
  Context& self = *static_cast<Jump*>(transfer.data)->to;
  finish_switch(transfer, nullptr);
  globals_of(self) = EhGlobals{nullptr, 0};
  self.entry(self.entry_arg);
}

}  // namespace

void make_context(Context& context, Stack stack, ContextEntry entry,
                  void* arg) {
  context.stack = stack;
  context.exception_globals = abi::__cxa_get_globals();
  context.thread_errno = &errno;
  context.entry = entry;
  context.entry_arg = arg;
  context.machine = boost::context::detail::make_fcontext(
      stack.bottom + stack.bytes, stack.bytes, &enter);
#ifdef GFETCH_TSAN
  context.tsan_fiber = __tsan_create_fiber(0);
#endif
}

void adopt_thread(Context& context) {
  refuse_unknown_sanitizers();
  context.exception_globals = abi::__cxa_get_globals();
  context.thread_errno = &errno;
#ifdef GFETCH_TSAN
  context.tsan_fiber = __tsan_get_current_fiber();
#endif
}

void destroy_context([[maybe_unused]] Context& context) noexcept {
#ifdef GFETCH_TSAN
  if (context.tsan_fiber != nullptr) __tsan_destroy_fiber(context.tsan_fiber);
#endif
  context = Context{};
}

std::string context_library_version() {
  return "Boost.Context " + std::to_string(BOOST_VERSION / 100000) + '.' +
         std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
         std::to_string(BOOST_VERSION % 100);
}

}  // namespace gfetch::detail
