#include <chrono>
#include <stdexcept>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

/// Fibers in all states.
struct Fibers : World {
  Fibers() {
    sleeper.name("sleeper");
    killed.kill(KillMode::kLater);
    sleep_for(1ms);
    failed.exception();
  }
  ~Fibers() override {
    if (Hub::exists()) sleeper.kill();
  }

  Fiber<void> sleeper = spawn([] { sleep_for(1h); });
  Fiber<int> ended = spawn([] { return 7; });
  Fiber<int> failed = spawn([]() -> int { throw std::range_error("fails"); });
  Fiber<int> killed = spawn([] { return 7; });
  Fiber<int> unstarted = make_fiber([] { return 7; });
};

/// A handle that refers to no fiber.
struct NoFiber : World {
  Fiber<int> none;
};

void add_state(Rows<Fibers>& rows) {
  rows("AnyFiber::AnyFiber", kNothing, "false",
       [](Fibers&) { return static_cast<bool>(AnyFiber()); });
  rows("AnyFiber::operator bool", kNothing, "true",
       [](Fibers& its) { return static_cast<bool>(its.sleeper); });
  rows("AnyFiber::started", kNothing, "true",
       [](Fibers& its) { return its.sleeper.started(); },
       {{Place::kAfterTheHub, "false"}});
  rows("AnyFiber::ready", kNothing, "false",
       [](Fibers& its) { return its.sleeper.ready(); },
       {{Place::kAfterTheHub, "true"}});
  rows("AnyFiber::successful", kNothing, "true",
       [](Fibers& its) { return its.ended.successful(); });
  rows("AnyFiber::killed", kNothing, "true",
       [](Fibers& its) { return its.killed.killed(); });
  rows("AnyFiber::outcome", kNothing, "true", [](Fibers& its) {
    return its.failed.outcome() == FiberOutcome::kThrew;
  });
  rows("AnyFiber::exception", kNothing, "an exception",
       [](Fibers& its) { return its.failed.exception(); });
  rows("AnyFiber::id", kNothing, "true",
       [](Fibers& its) { return its.sleeper.id() != 0; });
  rows("AnyFiber::spawner_id", kNothing, "0",
       [](Fibers& its) { return its.sleeper.spawner_id(); });
  rows("AnyFiber::name", kNothing, "sleeper",
       [](Fibers& its) { return its.sleeper.name(); });
  rows("AnyFiber::name (set)", kNothing, "changed", [](Fibers& its) {
    its.ended.name("changed");
    return its.ended.name();
  });
  rows("AnyFiber::operator==", kNothing, "false",
       [](Fibers& its) { return its.sleeper == its.ended; });
  rows("Fiber::Fiber", kNothing, "false",
       [](Fibers&) { return static_cast<bool>(Fiber<int>()); });
  rows("Fiber::value", kNothing, "7",
       [](Fibers& its) { return its.ended.value(); });
}

void add_waits(Rows<Fibers>& rows) {
  rows("AnyFiber::join", kObjectAndFiber, "false",
       [](Fibers& its) { return its.sleeper.join(1ms); },
       {{Place::kAfterTheHub, "true"}});
  rows("AnyFiber::join (of an ended fiber)", kNothing, "true",
       [](Fibers& its) { return its.ended.join(); });
  rows("AnyFiber::join (of a Timeout)", kObjectAndFiber, "false",
       [](Fibers& its) {
         Timeout timeout(1ms);
         return its.sleeper.join(timeout);
       });
  rows("Fiber::get", kNothing, "7",
       [](Fibers& its) { return its.ended.get(); });
  rows("Fiber::get (of an rvalue)", kNothing, "7",
       [](Fibers& its) { return Fiber<int>(its.ended).get(); });
  rows("Fiber::get (of a running fiber)", kObjectAndFiber, "TimeoutExpired",
       [](Fibers& its) { its.sleeper.get(1ms); },
       {{Place::kAfterTheHub, "FiberKilled"}});
  rows("Fiber::get (of a failed fiber)", kNothing, "fails",
       [](Fibers& its) { return its.failed.get(); });
  rows("Fiber::get (of a killed fiber)", kNothing, "FiberKilled",
       [](Fibers& its) { return its.killed.get(); });
}

void add_kills(Rows<Fibers>& rows) {
  rows("AnyFiber::kill", kObjectAndFiber, "true",
       [](Fibers& its) { return its.sleeper.kill(); });
  rows("AnyFiber::kill (later)", kObject, "false",
       [](Fibers& its) { return its.sleeper.kill(KillMode::kLater); },
       {{Place::kAfterTheHub, "true"}});
  rows("AnyFiber::kill (of an ended fiber)", kHub, "true",
       [](Fibers& its) { return its.ended.kill(); });
  rows(
      "AnyFiber::kill (of the caller)", kFiber, "FiberExit",
      [](Fibers&) { return current_fiber().kill(); }, while_shielded("false"));
}

void add_links(Rows<Fibers>& rows) {
  const auto nothing = [](const AnyFiber&) {};
  rows("AnyFiber::link", kObject, "returns",
       [=](Fibers& its) { its.sleeper.link(nothing); },
       {{Place::kAfterTheHub, "std::logic_error"}});
  rows("AnyFiber::link (of an ended fiber)", kObjectAndHub, "returns",
       [=](Fibers& its) { its.ended.link(nothing); });
  rows("AnyFiber::link_value", kObjectAndHub, "returns",
       [=](Fibers& its) { its.sleeper.link_value(nothing); });
  rows("AnyFiber::link_exception", kObjectAndHub, "returns",
       [=](Fibers& its) { its.sleeper.link_exception(nothing); });
  rows("AnyFiber::raw_link", kObjectAndHub, "returns",
       [=](Fibers& its) { its.sleeper.raw_link(nothing); });
  rows("AnyFiber::unlink", kObject, "returns",
       [=](Fibers& its) { its.sleeper.unlink(1); });
}

void add_starts(Rows<Fibers>& rows) {
  rows("AnyFiber::start", kHub, "true", [](Fibers& its) {
    its.unstarted.start();
    return its.unstarted.started();
  });
  rows("AnyFiber::start_later", kHub, "true", [](Fibers& its) {
    its.unstarted.start_later(1ms);
    return its.unstarted.started();
  });
  rows("AnyFiber::start (of a started fiber)", kObjectAndHub, "returns",
       [](Fibers& its) { its.sleeper.start(); });
}

/// Adds `member`, which a handle to no fiber refuses.
template <class Call>
void add_refused(Rows<NoFiber>& rows, const char* member, Call call) {
  rows(std::string(member) + " (of no fiber)", kNothing, "std::logic_error",
       call);
}

std::vector<Row> no_fiber_rows() {
  Rows<NoFiber> rows;
  const auto nothing = [](const AnyFiber&) {};
  add_refused(rows, "AnyFiber::started",
              [](NoFiber& its) { return its.none.started(); });
  add_refused(rows, "AnyFiber::ready",
              [](NoFiber& its) { return its.none.ready(); });
  add_refused(rows, "AnyFiber::successful",
              [](NoFiber& its) { return its.none.successful(); });
  add_refused(rows, "AnyFiber::killed",
              [](NoFiber& its) { return its.none.killed(); });
  add_refused(rows, "AnyFiber::exception",
              [](NoFiber& its) { return its.none.exception(); });
  add_refused(rows, "AnyFiber::join",
              [](NoFiber& its) { return its.none.join(1ms); });
  add_refused(rows, "AnyFiber::kill",
              [](NoFiber& its) { return its.none.kill(); });
  add_refused(rows, "AnyFiber::link",
              [=](NoFiber& its) { its.none.link(nothing); });
  add_refused(rows, "AnyFiber::link_value",
              [=](NoFiber& its) { its.none.link_value(nothing); });
  add_refused(rows, "AnyFiber::link_exception",
              [=](NoFiber& its) { its.none.link_exception(nothing); });
  add_refused(rows, "AnyFiber::raw_link",
              [=](NoFiber& its) { its.none.raw_link(nothing); });
  add_refused(rows, "AnyFiber::unlink",
              [](NoFiber& its) { its.none.unlink(1); });
  add_refused(rows, "AnyFiber::start", [](NoFiber& its) { its.none.start(); });
  add_refused(rows, "AnyFiber::start_later",
              [](NoFiber& its) { its.none.start_later(1ms); });
  add_refused(rows, "AnyFiber::id", [](NoFiber& its) { return its.none.id(); });
  add_refused(rows, "AnyFiber::spawner_id",
              [](NoFiber& its) { return its.none.spawner_id(); });
  add_refused(rows, "AnyFiber::name",
              [](NoFiber& its) { return its.none.name(); });
  add_refused(rows, "Fiber::get", [](NoFiber& its) { return its.none.get(); });
  add_refused(rows, "Fiber::value",
              [](NoFiber& its) { return its.none.value(); });
  return rows;
}

}  // namespace

std::vector<Row> fiber_rows() {
  Rows<Fibers> rows;
  add_state(rows);
  add_waits(rows);
  add_kills(rows);
  add_links(rows);
  add_starts(rows);
  std::vector<Row> all = std::move(rows);
  append(all, no_fiber_rows());
  return all;
}

}  // namespace gfetch::places
