#include <chrono>
#include <stdexcept>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait_limit.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

/// A Timeout of the main fiber.
struct Timeouts : World {
  Timeout timeout{1h};
};

void add_timeout(Rows<Timeouts>& rows) {
  rows("Timeout::Timeout", kFiber, "true",
       [](Timeouts&) { return Timeout(1h).pending(); });
  rows(
      "Timeout::Timeout (of an exception)", kFiber, "expired",
      [](Timeouts&) {
        const Timeout timeout(
            1ms, std::make_exception_ptr(std::range_error("expired")));
        sleep_for(1s);
      },
      while_shielded("returns"));
  rows("Timeout::~Timeout", kFiber, "returns", [](Timeouts&) {
    { const Timeout timeout(1ms); }
    sleep_for(10ms);
  });
  rows("Timeout::restart", kObject, "true",
       [](Timeouts& its) {
         its.timeout.restart(2h);
         return its.timeout.pending();
       },
       {{Place::kAfterTheHub, "std::logic_error"}});
  rows("Timeout::cancel", kObject, "false", [](Timeouts& its) {
    its.timeout.cancel();
    return its.timeout.pending();
  });
  rows("Timeout::pending", kNothing, "true",
       [](Timeouts& its) { return its.timeout.pending(); },
       {{Place::kAfterTheHub, "false"}});
  rows("Timeout::expired", kNothing, "false",
       [](Timeouts& its) { return its.timeout.expired(); });
  rows("Timeout::owned", kFiber, "false",
       [](Timeouts& its) { return its.timeout.owned(); },
       {{Place::kMainFiber, "true"}});
  rows("Timeout::owns", kNothing, "false",
       [](Timeouts& its) { return its.timeout.owns(TimeoutExpired()); });
  rows("Timeout::id", kNothing, "true",
       [](Timeouts& its) { return its.timeout.id() != 0; });
  rows("TimeoutExpired::TimeoutExpired", kNothing, "returns",
       [](Timeouts&) { const TimeoutExpired expired; });
  rows("TimeoutExpired::TimeoutExpired (of a Timeout)", kNothing, "true",
       [](Timeouts& its) {
         return its.timeout.owns(TimeoutExpired(its.timeout));
       });
}

void add_limits(Rows<Timeouts>& rows) {
  rows("with_timeout", kFiber, "7",
       [](Timeouts&) { return with_timeout(1ms, [] { return 7; }); });
  rows(
      "with_timeout (expired)", kFiber, "false",
      [](Timeouts&) { return with_timeout(1ms, [] { sleep_for(1s); }); },
      while_shielded("true"));
  rows("WaitLimit::WaitLimit", kNothing, "false",
       [](Timeouts&) { return WaitLimit().time().has_value(); });
  rows("WaitLimit::WaitLimit (nullopt)", kNothing, "false",
       [](Timeouts&) { return WaitLimit(std::nullopt).time().has_value(); });
  rows("WaitLimit::WaitLimit (duration)", kNothing, "true",
       [](Timeouts&) { return WaitLimit(1ms).time().has_value(); });
  rows("WaitLimit::WaitLimit (TimeLimit)", kNothing, "true",
       [](Timeouts&) { return WaitLimit(TimeLimit(1ms)).time().has_value(); });
  rows("WaitLimit::WaitLimit (Timeout)", kNothing, "true", [](Timeouts& its) {
    return WaitLimit(its.timeout).timeout() == &its.timeout;
  });
  rows("WaitLimit::unlimited", kNothing, "true",
       [](Timeouts&) { return WaitLimit().unlimited(); });
  rows("WaitLimit::time", kNothing, "true",
       [](Timeouts&) { return *WaitLimit(1ms).time() == Duration(1ms); });
  rows("WaitLimit::timeout", kNothing, "true",
       [](Timeouts&) { return WaitLimit(1ms).timeout() == nullptr; });
  rows("AnyFiber::join (of a Timeout of another fiber)", kFiber,
       "std::logic_error",
       [](Timeouts& its) { return spawn([] {}).join(its.timeout); },
       {{Place::kMainFiber, "true"}});
}

}  // namespace

std::vector<Row> timeout_rows() {
  Rows<Timeouts> rows;
  add_timeout(rows);
  add_limits(rows);
  return rows;
}

}  // namespace gfetch::places
