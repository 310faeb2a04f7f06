#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Events : World {
  Events() {
    event.clear();
    set.set();
  }
  Event event;
  Event set;
};

/// An event for which a fiber waits.
struct AwaitedEvent : World {
  AwaitedEvent() { yield(); }
  ~AwaitedEvent() override {
    if (Hub::exists()) fiber.kill();
  }
  std::optional<Event> event{std::in_place};
  Fiber<void> fiber = spawn([this] {
    try {
      event->wait();
    } catch (const std::logic_error&) {
      // The event was destroyed.
    }
  });
};

void add_events(Rows<Events>& rows) {
  rows("Event::Event", kNothing, "false",
       [](Events&) { return Event().is_set(); });
  rows("Event::~Event", kNothing, "returns",
       [](Events&) { const Event event; });
  rows("Event::is_set", kNothing, "true",
       [](Events& its) { return its.set.is_set(); });
  rows("Event::set", kObject, "true", [](Events& its) {
    its.event.set();
    return its.event.is_set();
  });
  rows("Event::clear", kObject, "false", [](Events& its) {
    its.set.clear();
    return its.set.is_set();
  });
  rows("Event::wait", kObjectAndFiber, "false",
       [](Events& its) { return its.event.wait(1ms); });
  rows("Event::wait (without a wait)", kObject, "true",
       [](Events& its) { return its.set.wait(); });
  rows("Event::wait (of a Timeout)", kObjectAndFiber, "false", [](Events& its) {
    Timeout timeout(1ms);
    return its.event.wait(timeout);
  });
}

}  // namespace

std::vector<Row> event_rows() {
  Rows<Events> rows;
  add_events(rows);

  Rows<AwaitedEvent> awaited;
  awaited("Event::set (awaited)", kObject, "returns",
          [](AwaitedEvent& its) { its.event->set(); });
  awaited("Event::clear (awaited)", kObject, "returns",
          [](AwaitedEvent& its) { its.event->clear(); });
  awaited(
      "Event::~Event (awaited)", kObject, "returns",
      [](AwaitedEvent& its) { its.event.reset(); },
      in_other_threads(kImpossible));

  std::vector<Row> all = rows;
  append(all, awaited);
  return all;
}

}  // namespace gfetch::places
