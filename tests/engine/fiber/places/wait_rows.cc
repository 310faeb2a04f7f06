#include "gfetch/fiber/wait.h"

#include <chrono>
#include <vector>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Things : World {
  Things() {
    event.clear();
    set.set();
    (void)result.wait(0s);
    semaphore.acquire();
    semaphore.release();
    yield();
  }
  Event event;
  Event set;
  AsyncResult<int> result;
  Semaphore semaphore;
  Fiber<void> ended = spawn([] {});
};

std::size_t waited(std::initializer_list<Waitable> things) {
  return wait(things, {.limit = 1ms}).size();
}

}  // namespace

std::vector<Row> wait_rows() {
  Rows<Things> rows;
  rows("Waitable::Waitable", kObjectAndFiber, "0",
       [](Things& its) { return waited({its.event}); });
  rows("Waitable::Waitable (fiber)", kObjectAndFiber, "1",
       [](Things& its) { return waited({its.ended}); });
  rows("Waitable::Waitable (result)", kObjectAndFiber, "0",
       [](Things& its) { return waited({its.result}); });
  rows("Waitable::Waitable (semaphore)", kObjectAndFiber, "1",
       [](Things& its) { return waited({its.semaphore}); });
  rows("wait", kObjectAndFiber, "1", [](Things& its) {
    const std::vector<Waitable> things = {its.set};
    return wait(things).size();
  });
  rows("wait (list)", kObjectAndFiber, "1",
       [](Things& its) { return wait({its.set}).size(); });
  rows("wait (of a Timeout)", kObjectAndFiber, "1", [](Things& its) {
    Timeout timeout(1ms);
    return wait({its.set, its.event}, {.limit = timeout}).size();
  });
  rows("wait (of no fiber)", kNothing, "std::logic_error",
       [](Things&) { return wait({AnyFiber()}).size(); });
  rows("Iwait::Iwait", kObject, "returns", [](Things& its) {
    const std::vector<Waitable> things = {its.event};
    const Iwait waiting(things);
  });
  rows("Iwait::Iwait (list)", kObjectAndHub, "returns", [](Things& its) {
    const Iwait waiting({its.event, its.ended});
  });
  rows("Iwait::~Iwait", kObject, "returns", [](Things& its) {
    { const Iwait waiting({its.event, its.set}); }
    its.event.set();
  });
  rows("Iwait::next", kObjectAndFiber, "0", [](Things& its) {
    Iwait waiting({its.set}, 1ms);
    return waiting.next();
  });
  rows("Iwait::next (none ready)", kObjectAndFiber, "nothing", [](Things& its) {
    Iwait waiting({its.event}, 1ms);
    return waiting.next();
  });
  return rows;
}

}  // namespace gfetch::places
