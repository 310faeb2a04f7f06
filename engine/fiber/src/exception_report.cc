#include "exception_report.h"

#include <cxxabi.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/exception_text.h"

namespace gfetch::detail {
namespace {

constinit thread_local const ExceptionHandlerRef* thread_handler = nullptr;

std::atomic<ExceptionTracer> tracer = nullptr;

void print_exception(const std::string& where,
                     const std::exception_ptr& exception) noexcept {
  std::fprintf(stderr, "gfetch: %s failed with %s\n", where.c_str(),
               exception_text(exception).c_str());
}

std::string type_and_what(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return type_name(typeid(error)) + ": " + error.what();
  } catch (...) {
    return type_name(*abi::__cxa_current_exception_type());
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

void set_exception_tracer(ExceptionTracer its_tracer) noexcept {
  tracer.store(its_tracer);
}

std::string exception_text(const std::exception_ptr& exception) {
  std::string text = type_and_what(exception);
  const ExceptionTracer trace = tracer.load();
  std::string lines = trace != nullptr ? trace(exception) : "";
  if (lines.empty()) return text;
  lines.pop_back();
  return text + "\n" + lines;
}

std::string type_name(const std::type_info& type) {
  return demangled(type.name());
}

std::string demangled(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(symbol, nullptr, nullptr, &status), &std::free);
  return name != nullptr ? name.get() : symbol;
}

}  // namespace gfetch::detail
