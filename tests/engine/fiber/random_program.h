#pragma once
/// Random programs over all primitives of the engine, and the invariants that
/// hold after each of them. The bytes of the input are the program: they decide
/// what each fiber does next, and the order in which ready fibers run.
///
///   random_program::run(bytes);  // aborts with a message on a violation

#include <cstdint>
#include <span>

namespace gfetch::random_program {

/// Runs the program in a hub of its own on the virtual clock. After it:
///
/// 1. every fiber has ended, by a return or by an exception of the program;
/// 2. every permit is back, and every lock is free;
/// 3. every item that a queue or a channel accepted was taken once or is still
///    in it, and no other item was taken;
/// 4. no wait returned that it succeeded without its event;
/// 5. no timer, watcher, link, closure, result or fiber-local value is left.
///
/// Prints the violated invariant and aborts the process otherwise.
void run(std::span<const std::uint8_t> bytes);

}  // namespace gfetch::random_program
