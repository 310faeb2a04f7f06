#include "gfetch/fiber/signal.h"

#include <csignal>
#include <utility>

#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

struct Signals : World {
  SignalWatch watch = on_signal(SIGUSR1, [] {});
};

}  // namespace

std::vector<Row> signal_rows() {
  Rows<Signals> rows;
  rows("SignalWatch::SignalWatch", kNothing, "returns",
       [](Signals&) { const SignalWatch none; });
  rows("SignalWatch::SignalWatch (moved)", kNothing, "returns",
       [](Signals& its) { const SignalWatch moved(std::move(its.watch)); });
  rows("SignalWatch::operator=", kNothing, "returns", [](Signals& its) {
    SignalWatch moved;
    moved = std::move(its.watch);
  });
  rows("SignalWatch::~SignalWatch", kNothing, "returns",
       [](Signals& its) { its.watch = {}; });
  rows("SignalWatch::cancel", kNothing, "returns",
       [](Signals& its) { its.watch.cancel(); });
  rows("on_signal", kHub, "returns",
       [](Signals&) { on_signal(SIGUSR2, [] {}).cancel(); });
  rows("on_signal (handled already)", kHub, "std::logic_error",
       [](Signals&) { on_signal(SIGUSR1, [] {}).cancel(); });
  return rows;
}

}  // namespace gfetch::places
