#include "exception_report.h"

#include <cxxabi.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {
namespace {

constinit thread_local const ExceptionHandlerRef* thread_handler = nullptr;

void print_exception(const std::string& where,
                     const std::exception_ptr& exception) noexcept {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gfetch: %s failed with %s: %s\n", where.c_str(),
                 type_name(typeid(error)).c_str(), error.what());
  } catch (...) {
    std::fprintf(stderr, "gfetch: %s failed with %s\n", where.c_str(),
                 type_name(*abi::__cxa_current_exception_type()).c_str());
  }
}

}  // namespace

void set_exception_handler(const ExceptionHandlerRef* handler) noexcept {
  thread_handler = handler;
}

void report_exception(const std::string& where,
                      const std::exception_ptr& exception) noexcept {
  // The handler may replace itself, or end its hub's handling.
  ExceptionHandlerRef handler =
      thread_handler != nullptr ? *thread_handler : nullptr;
  if (handler == nullptr) {
    print_exception(where, exception);
    return dispose(std::exception_ptr(exception));
  }
  try {
    (*handler)(where, exception);
  } catch (...) {
    print_exception(where, exception);
    print_exception("the error handler", std::current_exception());
    dispose(std::current_exception());
  }
  dispose(std::exception_ptr(exception));
  dispose(std::move(handler));
}

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return name != nullptr ? name.get() : type.name();
}

}  // namespace gfetch::detail
