#pragma once
/// Reports of exceptions that no code will handle.

#include <exception>
#include <functional>
#include <string>
#include <typeinfo>

namespace gfetch::detail {

using ExceptionHandler =
    std::function<void(const std::string& where, std::exception_ptr)>;

/// Gives `handler` the exceptions that this thread reports; with nullptr they
/// are printed on stderr. `*handler` must live until it is replaced.
void set_exception_handler(const ExceptionHandler* handler) noexcept;

/// Gives `exception`, which `where` failed with, to the thread's handler, or
/// prints `where failed with Type: what` on stderr.
void report_exception(const std::string& where,
                      const std::exception_ptr& exception) noexcept;

/// `std::string` for typeid(std::string).
std::string type_name(const std::type_info& type);

}  // namespace gfetch::detail
