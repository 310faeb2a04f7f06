#pragma once
/// Reports exceptions that ended a fiber, or a function of the hub, and that no
/// code handles.

#include <exception>
#include <functional>
#include <string>
#include <typeinfo>

namespace gfetch::detail {

using ExceptionHandler =
    std::function<void(const std::string& where, std::exception_ptr)>;

/// Sets the handler for exceptions that this thread reports. nullptr: they are
/// printed on stderr. `*handler` must live until it is replaced.
void set_exception_handler(const ExceptionHandler* handler) noexcept;

/// Passes `exception` to the thread's handler, or prints
/// `where failed with Type: what` on stderr. `where` names the fiber or the
/// function that threw.
void report_exception(const std::string& where,
                      const std::exception_ptr& exception) noexcept;

/// Returns the readable name of a type, such as `std::runtime_error`.
std::string type_name(const std::type_info& type);

}  // namespace gfetch::detail
