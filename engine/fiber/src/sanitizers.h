#pragma once
/// A sanitizer in the program that this library is built without.

namespace gfetch::detail {

/// Ends the process with one sentence on stderr where the program runs under
/// AddressSanitizer, ThreadSanitizer or MemorySanitizer and this library is
/// built without it: nobody would tell the sanitizer of a switch of stacks, and
/// it would report errors that are none.
void refuse_unknown_sanitizers();

}  // namespace gfetch::detail
