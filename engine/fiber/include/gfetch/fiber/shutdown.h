#pragma once
/// The end of a hub's work on demand, such as a signal's.
///
///   int main() {
///     gfetch::Hub hub;
///     auto on_quit = gfetch::on_signal(SIGQUIT, [] {
///       const bool all = gfetch::shutdown(2s);
///       std::puts(all ? "all have ended" : "some are left");
///     });
///     gfetch::spawn([] {
///       const Report report;  // its destructor still writes
///       work_for_ever();
///     });
///     hub.join();  // returns after the signal
///   }
///
/// It reaches fibers that block now and then. A fiber that never blocks keeps
/// the loop, and so this function, from ever getting a turn: only the process's
/// own signal handler ends such a program (examples/seeds/never_yields.cc).

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/language.h"

namespace gfetch {

/// Kills all fibers of the current hub but the calling one and the main fiber,
/// each once, and waits until they have ended: their destructors run, and may
/// block. Fibers that are started meanwhile are killed, too. When the calling
/// fiber has ended, a Hub::join() of the main fiber returns, whatever else the
/// hub would have waited for.
///
/// Returns false if `limit` expired first. Fibers that are left then go on,
/// killed, until the destructor of the Hub ends or names them, and join() waits
/// for them. Throws std::logic_error if the thread has no hub.
/// Blocks the calling fiber.
bool shutdown(TimeLimit limit = {});

}  // namespace gfetch
