#include <chrono>

#include "gfetch/fiber/runnable.h"
#include "gfetch/fiber/spawn_watch.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Job {
  explicit Job(int its_number) : number(its_number) {}
  int run() const { return number; }
  int number;
};

struct Jobs : World {
  FiberOf<Job> job = spawn<Job>(7);
};

}  // namespace

std::vector<Row> runnable_rows() {
  Rows<Jobs> rows;
  rows("FiberOf::FiberOf", kNothing, "false",
       [](Jobs&) { return static_cast<bool>(FiberOf<Job>()); });
  rows("FiberOf::operator*", kNothing, "7",
       [](Jobs& its) { return (*its.job).number; });
  rows("FiberOf::operator->", kNothing, "7",
       [](Jobs& its) { return its.job->number; });
  rows("FiberOf::operator* (of no fiber)", kNothing, "std::logic_error",
       [](Jobs&) { return (*FiberOf<Job>()).number; });
  rows("FiberOf::operator-> (of no fiber)", kNothing, "std::logic_error",
       [](Jobs&) { return FiberOf<Job>()->number; });
  rows("make_fiber (of an object)", kNothing, "false",
       [](Jobs&) { return make_fiber<Job>(7).started(); });
  rows("spawn (of an object)", kHub, "true",
       [](Jobs&) { return spawn<Job>(7).started(); });
  rows("spawn_later (of an object)", kHub, "true",
       [](Jobs&) { return spawn_later<Job>(1ms, 7).started(); });
  rows("SpawnWatch::SpawnWatch", kHub, "returns",
       [](Jobs&) { const SpawnWatch watch([](const AnyFiber&) {}); });
  rows("SpawnWatch::~SpawnWatch", kHub, "true", [](Jobs&) {
    bool called = false;
    {
      const SpawnWatch watch([&](const AnyFiber&) { called = true; });
    }
    spawn([] {});
    return !called;
  });
  return rows;
}

}  // namespace gfetch::places
