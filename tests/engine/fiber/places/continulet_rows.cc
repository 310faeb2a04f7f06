#include "gfetch/fiber/continulet.h"

#include <exception>
#include <stdexcept>

#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

int numbers(const Continulet& self) {
  self.switch_(1);
  return 2;
}

/// Continulets of the main fiber, in all states.
struct Continulets : World {
  Continulets() {
    suspended.switch_<int>();
    ended.switch_();
  }
  Continulet unbegun{[](const Continulet&) { return 7; }};
  Continulet suspended{numbers};
  Continulet ended{[](const Continulet&) {}};
};

std::exception_ptr thrown() {
  return std::make_exception_ptr(std::range_error("thrown"));
}

void add_state(Rows<Continulets>& rows) {
  rows("Continulet::Continulet", kNothing, "false",
       [](Continulets&) { return static_cast<bool>(Continulet()); });
  rows("Continulet::Continulet (of a function)", kFiber, "true",
       [](Continulets&) { return Continulet(numbers).is_pending(); });
  rows("Continulet::~Continulet (suspended)", kFiber, "returns",
       [](Continulets&) {
         Continulet continulet(numbers);
         continulet.switch_<int>();
         continulet = {};
       });
  rows("Continulet::~Continulet (of another fiber)", kNothing, "returns",
       [](Continulets& its) { its.suspended = {}; });
  rows("Continulet::is_pending", kNothing, "true",
       [](Continulets& its) { return its.suspended.is_pending(); },
       {{Place::kAfterTheHub, "false"}});
  rows("Continulet::is_pending (ended)", kNothing, "false",
       [](Continulets& its) { return its.ended.is_pending(); });
  rows("Continulet::is_pending (of no continulet)", kNothing, "false",
       [](Continulets&) { return Continulet().is_pending(); });
  rows("Continulet::operator bool", kNothing, "true",
       [](Continulets& its) { return static_cast<bool>(its.ended); });
  rows("Continulet::operator==", kNothing, "false",
       [](Continulets& its) { return its.ended == its.unbegun; });
}

void add_switches(Rows<Continulets>& rows) {
  rows("Continulet::switch_", kFiber, "1",
       [](Continulets&) { return Continulet(numbers).switch_<int>(); });
  rows("Continulet::switch_ (with a value)", kFiber, "5", [](Continulets&) {
    const Continulet echo(
        [](const Continulet& self) { return self.switch_<int>(0); });
    echo.switch_<int>();
    return echo.switch_<int>(5);
  });
  rows("Continulet::switch_ (to another)", kFiber, "1", [](Continulets&) {
    const Continulet from(numbers);
    const Continulet to([&from](const Continulet&) { from.switch_(1); });
    return from.switch_<int>(to);
  });
  rows("Continulet::switch_ (with a value, to itself)", kFiber, "5",
       [](Continulets&) {
         const Continulet itself(numbers);
         return itself.switch_<int>(5, itself);
       });
  rows("Continulet::switch_ (ended)", kFiber, "std::logic_error",
       [](Continulets& its) { its.ended.switch_(); });
  rows("Continulet::switch_ (of no continulet)", kNothing, "std::logic_error",
       [](Continulets&) { Continulet().switch_(); });
}

void add_throws(Rows<Continulets>& rows) {
  rows("Continulet::throw_", kFiber, "thrown", [](Continulets&) {
    const Continulet continulet(numbers);
    continulet.switch_<int>();
    continulet.throw_(thrown());
  });
  rows("Continulet::throw_ (to another)", kFiber, "thrown", [](Continulets&) {
    const Continulet from(numbers);
    from.throw_(thrown(), Continulet(numbers));
  });
  rows("Continulet::throw_ (null)", kNothing, "std::invalid_argument",
       [](Continulets& its) { its.unbegun.throw_(nullptr); });
}

/// Adds switches from any fiber to continulets of the main fiber.
void add_foreign(Rows<Continulets>& rows) {
  rows("Continulet::switch_ (made in another fiber)", kFiber, "7",
       [](Continulets& its) { return its.unbegun.switch_<int>(); },
       {{Place::kThreadWithHub, "std::logic_error"}});
  rows("Continulet::switch_ (begun in another fiber)", kFiber, "2",
       [](Continulets& its) { return its.suspended.switch_<int>(); },
       {{Place::kThreadWithHub, "std::logic_error"}});
}

}  // namespace

std::vector<Row> continulet_rows() {
  Rows<Continulets> rows;
  add_state(rows);
  add_switches(rows);
  add_throws(rows);
  add_foreign(rows);
  return rows;
}

}  // namespace gfetch::places
