#pragma once
/// The text of an exception in reports, to which gfetch::trace adds where the
/// exception was thrown, and the readable names in it.

#include <exception>
#include <string>

namespace gfetch::detail {

/// Returns the lines that say where an exception was thrown, each with its line
/// end; empty if that is not known.
using ExceptionTracer = std::string (*)(const std::exception_ptr&);

/// Sets the process's tracer; null, as at first, for none.
void set_exception_tracer(ExceptionTracer tracer) noexcept;

/// Returns `Type: what`, or `Type` for what is no std::exception, and the lines
/// of the tracer below it; without a line end.
std::string exception_text(const std::exception_ptr& exception);

/// Returns the readable form of a symbol of the linker, or of std::type_info's
/// name; `symbol` itself if it has none.
std::string demangled(const char* symbol);

}  // namespace gfetch::detail
