// The headers that reach beyond the hub's fibers: calls in other threads,
// callbacks, and the clock.
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <vector>

#include "gfetch/fiber/await_callback.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/offload.h"
#include "gfetch/fiber/ticker.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Reach : World {
  Reach() {
    yield();  // now the fiber waits for `done`
  }
  std::optional<CallbackDone<int>> done;
  Fiber<void> waits = spawn([this] {
    try {
      await_callback<int>([this](CallbackDone<int> its) { done = its; });
    } catch (const std::runtime_error&) {
    }
  });
  Ticker ticker{5ms};
  Event stop;
};

std::exception_ptr failure() {
  return std::make_exception_ptr(std::runtime_error("failed"));
}

void add_callbacks(Rows<Reach>& rows) {
  rows("CallbackDone::operator()", kNothing, "true",
       [](Reach& its) { return (*its.done)(1); });
  rows("CallbackDone::fail", kNothing, "true",
       [](Reach& its) { return its.done->fail(failure()); });
  rows("CallbackDone::fail (null)", kNothing, "std::invalid_argument",
       [](Reach& its) { return its.done->fail(nullptr); });
  rows("await_callback", kFiber, "3", [](Reach&) {
    return await_callback<int>([](const CallbackDone<int>& done) { done(3); });
  });
  rows("await_callback (limit)", kFiber, "nothing", [](Reach&) {
    std::optional<CallbackDone<int>> kept;
    return await_callback<int>([&](CallbackDone<int> done) { kept = done; },
                               1ms);
  });
  rows("offload", kFiber, "7",
       [](Reach&) { return offload([] { return 7; }); });
}

void add_clock(Rows<Reach>& rows) {
  rows("now", kHub, "true", [](Reach&) { return now() >= TimePoint(); });
  rows("sleep_until", kFiber, "returns",
       [](Reach&) { sleep_until(now() + 1ms); });
  rows("sleep_until (any unit)", kFiber, "returns",
       [](Reach&) { sleep_until(now() + 0.001s); });
  rows("Ticker::Ticker", kHub, "returns",
       [](Reach&) { const Ticker made(1s); });
  rows("Ticker::Ticker (no interval)", kHub, "std::invalid_argument",
       [](Reach&) { const Ticker made(0s); });
  rows("Ticker::next", kHub, "true",
       [](Reach& its) { return its.ticker.next() > TimePoint(); });
  rows("Ticker::wait", kFiber, "returns",
       [](Reach& its) { its.ticker.wait(); });
  rows("Ticker::wait (event)", kFiber, "true",
       [](Reach& its) { return its.ticker.wait(its.stop); });
}

}  // namespace

std::vector<Row> reach_rows() {
  Rows<Reach> rows;
  add_callbacks(rows);
  add_clock(rows);
  return rows;
}

}  // namespace gfetch::places
