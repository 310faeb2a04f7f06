// The headers of values: clock.h, exceptions.h.
#include "gfetch/fiber/clock.h"

#include <chrono>
#include <optional>
#include <vector>

#include "gfetch/fiber/exceptions.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

void add_exceptions(Rows<World>& rows) {
  rows("fiber_exit", kNothing, "an exception",
       [](World&) { return fiber_exit(); });
  rows("LoopExit::LoopExit", kNothing, "0", [](World&) {
    return LoopExit(std::vector<FiberInfo>()).blocked().size();
  });
  rows("LoopExit::blocked", kNothing, "1", [](World&) {
    const std::vector<FiberInfo> blocked(1);
    return LoopExit(blocked).blocked().size();
  });
  rows("BlockingSwitchOut::BlockingSwitchOut", kNothing, "returns",
       [](World&) { const BlockingSwitchOut refused; });
}

}  // namespace

std::vector<Row> clock_rows() {
  Rows<World> rows;
  rows("seconds", kNothing, "true",
       [](World&) { return seconds(1500ms) == 1.5; });
  rows("seconds (any unit)", kNothing, "true", [](World&) {
    return seconds(0.5s) == 0.5 && seconds(std::chrono::hours::max()) > 0;
  });
  rows("TimeSpan::TimeSpan", kNothing, "true",
       [](World&) { return TimeSpan() == 0s; });
  rows("TimeSpan::TimeSpan (any unit)", kNothing, "true",
       [](World&) { return TimeSpan(0.5s) == 500ms; });
  rows("TimeLimit::TimeLimit", kNothing, "false",
       [](World&) { return TimeLimit().has_value(); });
  rows("TimeLimit::TimeLimit (nullopt)", kNothing, "false",
       [](World&) { return TimeLimit(std::nullopt).has_value(); });
  rows("TimeLimit::TimeLimit (optional)", kNothing, "true", [](World&) {
    return TimeLimit(std::optional<Duration>(1s)).has_value();
  });
  rows("TimeLimit::TimeLimit (any unit)", kNothing, "true",
       [](World&) { return *TimeLimit(0.5s) == 500ms; });
  add_exceptions(rows);
  return rows;
}

}  // namespace gfetch::places
