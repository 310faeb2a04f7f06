#include <stdexcept>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/greenlet.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

int numbers() {
  Greenlet::switch_to_parent(1);
  return 2;
}

/// Greenlets of the main fiber, in all states.
struct Greenlets : World {
  Greenlets() {
    suspended.switch_to<int>();
    dead.switch_to<>();
  }
  Greenlet first = Greenlet::current();
  Greenlet unborn{[] { return 7; }};
  Greenlet suspended{numbers};
  Greenlet dead{[] {}};
};

void add_state(Rows<Greenlets>& rows) {
  rows("Greenlet::Greenlet", kNothing, "false",
       [](Greenlets&) { return static_cast<bool>(Greenlet()); });
  rows("Greenlet::Greenlet (of a function)", kFiber, "false",
       [](Greenlets&) { return Greenlet([] {}).started(); });
  rows("Greenlet::~Greenlet (suspended)", kFiber, "returns", [](Greenlets&) {
    Greenlet greenlet(numbers);
    greenlet.switch_to<int>();
    greenlet = {};
  });
  rows("Greenlet::~Greenlet (of another fiber)", kNothing, "returns",
       [](Greenlets& its) { its.suspended = {}; });
  rows("Greenlet::current", kFiber, "true",
       [](Greenlets&) { return Greenlet::current().started(); });
  rows("Greenlet::started", kNothing, "true",
       [](Greenlets& its) { return its.suspended.started(); },
       {{Place::kAfterTheHub, "false"}});
  rows("Greenlet::dead", kNothing, "true",
       [](Greenlets& its) { return its.dead.dead(); });
  rows("Greenlet::operator bool", kNothing, "true",
       [](Greenlets& its) { return static_cast<bool>(its.dead); });
  rows("Greenlet::operator==", kNothing, "false",
       [](Greenlets& its) { return its.dead == its.unborn; });
  rows("Greenlet::parent", kNothing, "true",
       [](Greenlets& its) { return its.unborn.parent() == its.first; });
  rows("Greenlet::parent (set)", kNothing, "true", [](Greenlets& its) {
    its.unborn.parent(its.dead);
    return its.unborn.parent() == its.dead;
  });
  rows("Greenlet::parent (set to itself)", kNothing, "std::invalid_argument",
       [](Greenlets& its) { its.unborn.parent(its.unborn); });
}

void add_switches(Rows<Greenlets>& rows) {
  rows("Greenlet::switch_to", kFiber, "1", [](Greenlets&) {
    const Greenlet greenlet(numbers);
    return greenlet.switch_to<int>();
  });
  rows("Greenlet::switch_to (to its end)", kFiber, "2", [](Greenlets&) {
    const Greenlet greenlet(numbers);
    greenlet.switch_to<int>();
    return greenlet.switch_to<int>();
  });
  rows("Greenlet::switch_to (of another type)", kFiber, "std::logic_error",
       [](Greenlets&) {
         const Greenlet greenlet(numbers);
         greenlet.switch_to<std::string>();
       });
  rows("Greenlet::switch_to_parent", kFiber, "std::logic_error",
       [](Greenlets&) { Greenlet::switch_to_parent(); },
       {{Place::kRawGreenlet, "GreenletExit"}});
  rows("Greenlet::switch_to_parent (from a greenlet)", kFiber, "1",
       [](Greenlets&) {
         const Greenlet greenlet(
             [] { return Greenlet::switch_to_parent<int>(1); });
         return greenlet.switch_to<int>();
       });
  rows("Greenlet::throw_into", kFiber, "thrown", [](Greenlets&) {
    const Greenlet greenlet(numbers);
    greenlet.switch_to<int>();
    greenlet.throw_into<int>(
        std::make_exception_ptr(std::range_error("thrown")));
  });
}

/// Adds switches from any fiber to greenlets of the main fiber. What such a
/// greenlet returns goes to the first greenlet of the fiber in which it ends.
void add_foreign(Rows<Greenlets>& rows) {
  const Exceptions main_fiber = {{Place::kMainFiber, "returns"}};
  const Exceptions past_the_caller = {
      {Place::kRawGreenlet, "GreenletExit"},
      {Place::kThreadWithHub, "std::logic_error"}};
  rows(
      "Greenlet::switch_to (first of another fiber)", kFiber,
      "std::logic_error", [](Greenlets& its) { its.first.switch_to(); },
      main_fiber);
  rows(
      "Greenlet::switch_to (begun in another fiber)", kFiber, "2",
      [](Greenlets& its) { return its.suspended.switch_to<int>(); },
      past_the_caller);
  rows(
      "Greenlet::switch_to (made in another fiber)", kFiber, "7",
      [](Greenlets& its) { return its.unborn.switch_to<int>(); },
      past_the_caller);
  rows(
      "Greenlet::switch_to (dead in another fiber)", kFiber, "std::logic_error",
      [](Greenlets& its) { its.dead.switch_to(); }, main_fiber);
  rows(
      "Greenlet::throw_into (begun in another fiber)", kFiber, "returns",
      [](Greenlets& its) { its.suspended.throw_into<GreenletExit>(); },
      past_the_caller);
}

/// Adds calls by a handle to no greenlet.
void add_empty(Rows<Greenlets>& rows) {
  const std::string refused = "std::logic_error";
  rows("Greenlet::switch_to (of no greenlet)", kNothing, refused,
       [](Greenlets&) { Greenlet().switch_to(); });
  rows("Greenlet::throw_into (of no greenlet)", kNothing, refused,
       [](Greenlets&) { Greenlet().throw_into(); });
  rows("Greenlet::parent (of no greenlet)", kNothing, refused,
       [](Greenlets&) { return static_cast<bool>(Greenlet().parent()); });
  rows("Greenlet::parent (set, of no greenlet)", kNothing, refused,
       [](Greenlets& its) { Greenlet().parent(its.dead); });
  rows("Greenlet::parent (set to no greenlet)", kNothing,
       "std::invalid_argument",
       [](Greenlets& its) { its.unborn.parent(Greenlet()); });
  rows("Greenlet::started (of no greenlet)", kNothing, "false",
       [](Greenlets&) { return Greenlet().started(); });
  rows("Greenlet::dead (of no greenlet)", kNothing, "false",
       [](Greenlets&) { return Greenlet().dead(); });
}

}  // namespace

std::vector<Row> greenlet_rows() {
  Rows<Greenlets> rows;
  add_state(rows);
  add_switches(rows);
  add_foreign(rows);
  add_empty(rows);
  return rows;
}

}  // namespace gfetch::places
