// The functions of fiber.h that belong to no class.
#include <chrono>
#include <stdexcept>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/shutdown.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct RunningFibers : World {
  RunningFibers() {
    others.push_back(spawn([] { sleep_for(1h); }));
    sleep_for(1ms);
  }
  ~RunningFibers() override {
    if (Hub::exists()) kill_all({sleeper, others[0]});
  }
  AnyFiber sleeper = spawn([] { sleep_for(1h); });
  AnyFiber ended = spawn([] {});
  std::vector<Fiber<void>> others;
};

void add_starts(Rows<RunningFibers>& rows) {
  rows("make_fiber", kNothing, "false",
       [](RunningFibers&) { return make_fiber([] {}).started(); });
  rows("spawn", kHub, "true",
       [](RunningFibers&) { return spawn([] {}).started(); });
  rows("spawn_later", kHub, "true",
       [](RunningFibers&) { return spawn_later(1ms, [] {}).started(); });
  rows("with_fiber", kFiber, "true", [](RunningFibers&) {
    const auto fiber = spawn([] { sleep_for(1ms); });
    with_fiber(fiber, [] {});
    return fiber.ready();
  });
  rows("with_fiber (of an ended fiber)", kNothing, "1", [](RunningFibers& its) {
    return with_fiber(its.ended, [] { return 1; });
  });
}

void add_current(Rows<RunningFibers>& rows) {
  rows("current_fiber", kFiber, "true",
       [](RunningFibers&) { return static_cast<bool>(current_fiber()); });
  rows("sleep_for", kFiber, "returns", [](RunningFibers&) { sleep_for(1ms); });
  rows("sleep_for (no time)", kFiber, "returns",
       [](RunningFibers&) { sleep_for(0s); });
  rows("yield", kFiber, "returns", [](RunningFibers&) { yield(); });
  rows("KillShield::KillShield", kFiber, "returns", [](RunningFibers&) {
    const KillShield shield;
    sleep_for(1ms);
  });
  rows("shutdown", kFiber, "true", [](RunningFibers&) { return shutdown(1s); });
  rows("KillShield::~KillShield", kFiber, "returns", [](RunningFibers&) {
    { const KillShield shield; }
    sleep_for(1ms);
  });
}

void add_sets(Rows<RunningFibers>& rows) {
  const JoinOptions soon{.limit = 1ms};
  rows("join_all", kObjectAndFiber, "0", [=](RunningFibers& its) {
    return join_all(std::span<const AnyFiber>(&its.sleeper, 1), soon).size();
  });
  rows("join_all (list)", kObjectAndFiber, "0", [=](RunningFibers& its) {
    return join_all({its.sleeper}, soon).size();
  });
  rows("join_all (vector)", kObjectAndFiber, "0",
       [=](RunningFibers& its) { return join_all(its.others, soon).size(); });
  rows("join_all (of ended fibers)", kObjectAndFiber, "1",
       [](RunningFibers& its) { return join_all({its.ended}).size(); });
  rows("join_all (of none)", kNothing, "0", [](RunningFibers&) {
    return join_all(std::vector<Fiber<void>>()).size();
  });
  rows("join_all (of no fiber)", kNothing, "std::logic_error",
       [](RunningFibers&) { return join_all({AnyFiber()}).size(); });
  rows("kill_all", kObjectAndFiber, "true", [](RunningFibers& its) {
    return kill_all(std::span<const AnyFiber>(&its.sleeper, 1));
  });
  rows("kill_all (list)", kObjectAndFiber, "true",
       [](RunningFibers& its) { return kill_all({its.sleeper}); });
  rows("kill_all (vector)", kObjectAndFiber, "true",
       [](RunningFibers& its) { return kill_all(its.others); });
  rows("kill_all (later)", kObject, "false",
       [](RunningFibers& its) {
         return kill_all({its.sleeper}, fiber_exit(), KillMode::kLater);
       },
       {{Place::kAfterTheHub, "true"}});
  rows("kill_all (of ended fibers)", kFiber, "true",
       [](RunningFibers& its) { return kill_all({its.ended}); });
  rows("kill_all (of none)", kFiber, "true",
       [](RunningFibers&) { return kill_all(std::vector<Fiber<void>>()); });
  rows("kill_all (of no fiber)", kNothing, "std::logic_error",
       [](RunningFibers&) { return kill_all({AnyFiber()}); });
}

}  // namespace

std::vector<Row> fibers_rows() {
  Rows<RunningFibers> rows;
  add_starts(rows);
  add_current(rows);
  add_sets(rows);
  return rows;
}

}  // namespace gfetch::places
