#pragma once
/// Reports exceptions that ended a fiber, or a function of the hub, and that no
/// code handles.

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <typeinfo>

namespace gfetch::detail {

using ExceptionHandler =
    std::function<void(const std::string& where, std::exception_ptr)>;

using ExceptionHandlerRef = std::shared_ptr<const ExceptionHandler>;

/// Sets the handler for exceptions that this thread reports. A null handler:
/// they are printed on stderr. `*handler` must live until it is replaced; the
/// handler to which it refers may be replaced at any time.
void set_exception_handler(const ExceptionHandlerRef* handler) noexcept;

/// Passes `exception` to the thread's handler, or prints
/// `where failed with Type: what` on stderr. `where` names the fiber or the
/// function that threw. If the hub calls it, the exception is destroyed later.
void report_exception(const std::string& where,
                      const std::exception_ptr& exception) noexcept;

/// Returns the readable name of a type, such as `std::runtime_error`.
std::string type_name(const std::type_info& type);

}  // namespace gfetch::detail
