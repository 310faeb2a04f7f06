#include <chrono>
#include <vector>

#include "gfetch/fiber/group.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

int doubled(int n) {
  return 2 * n;
}

/// A group with a member, and one without.
struct Groups : World {
  Groups() {
    member.start();
    group.add(member);
    empty.discard(member);
    yield();
  }
  ~Groups() override {
    if (Hub::exists()) kill_all({member, outsider});
  }
  Group group;
  Group empty;
  AnyFiber member = make_fiber([] { sleep_for(1h); });
  AnyFiber outsider = spawn([] { sleep_for(1h); });
};

/// A pool that is full, and one that is not.
struct Pools : World {
  Pools() {
    member = full.spawn([] { sleep_for(1h); });
    pool.join();
    yield();
  }
  ~Pools() override {
    if (Hub::exists()) member.kill();
  }
  Pool full{1};
  Pool pool{2};
  AnyFiber member;
};

void add_state(Rows<Groups>& rows) {
  rows("Group::Group", kNothing, "true",
       [](Groups&) { return Group().empty(); });
  rows("Group::~Group", kHub, "true", [](Groups&) {
    AnyFiber fiber;
    {
      Group group;
      fiber = group.spawn([] { sleep_for(1h); });
    }
    return fiber.ready();
  });
  rows("Group::~Group (empty)", kNothing, "returns",
       [](Groups&) { const Group group; });
  const Exceptions ended = {{Place::kAfterTheHub, "0"}};
  rows("Group::contains", kObject, "true",
       [](Groups& its) { return its.group.contains(its.member); },
       {{Place::kAfterTheHub, "false"}});
  rows("Group::contains (of no fiber)", kObject, "false",
       [](Groups& its) { return its.group.contains(AnyFiber()); });
  rows(
      "Group::size", kNothing, "1",
      [](Groups& its) { return its.group.size(); }, ended);
  rows("Group::empty", kNothing, "true",
       [](Groups& its) { return its.empty.empty(); });
  rows(
      "Group::members", kObject, "1",
      [](Groups& its) { return its.group.members().size(); }, ended);
}

void add_membership(Rows<Groups>& rows) {
  rows("Group::spawn", kObjectAndHub, "1", [](Groups& its) {
    its.empty.spawn([] {});
    return its.empty.size();
  });
  rows("Group::start", kObjectAndHub, "1", [](Groups& its) {
    its.empty.start(make_fiber([] {}));
    return its.empty.size();
  });
  rows("Group::add", kObject, "1",
       [](Groups& its) {
         its.empty.add(its.outsider);
         return its.empty.size();
       },
       {{Place::kAfterTheHub, "std::logic_error"}});
  rows("Group::add (of a member)", kObject, "1",
       [](Groups& its) {
         its.group.add(its.member);
         return its.group.size();
       },
       {{Place::kAfterTheHub, "std::logic_error"}});
  rows("Group::add (of no fiber)", kNothing, "std::logic_error",
       [](Groups& its) { its.empty.add(AnyFiber()); });
  rows("Group::start (of no fiber)", kNothing, "std::logic_error",
       [](Groups& its) { its.empty.start(AnyFiber()); });
  rows("Group::discard", kObject, "0", [](Groups& its) {
    its.group.discard(its.member);
    return its.group.size();
  });
}

void add_waits(Rows<Groups>& rows) {
  const Exceptions ended = {{Place::kAfterTheHub, "true"}};
  rows(
      "Group::join", kObjectAndFiber, "false",
      [](Groups& its) { return its.group.join(1ms); }, ended);
  rows("Group::join (empty)", kObject, "true",
       [](Groups& its) { return its.empty.join(); });
  rows("Group::join (of a Timeout)", kObjectAndFiber, "false", [](Groups& its) {
    Timeout timeout(1ms);
    return its.group.join(timeout);
  });
  rows("Group::join_or_throw", kObjectAndFiber, "returns",
       [](Groups& its) {
         its.member.kill(KillMode::kLater);
         its.group.join_or_throw();
       },
       {{Place::kAfterTheHub, "returns"}});
  rows("Group::join_or_throw (empty)", kObject, "returns",
       [](Groups& its) { its.empty.join_or_throw(); });
  rows(
      "Group::kill", kObjectAndFiber, "true",
      [](Groups& its) { return its.group.kill(); }, ended);
  rows("Group::kill (empty)", kObject, "true",
       [](Groups& its) { return its.empty.kill(); });
  rows(
      "Group::kill (later)", kObject, "false",
      [](Groups& its) {
        return its.group.kill(fiber_exit(), KillMode::kLater);
      },
      ended);
}

void add_calls(Rows<Groups>& rows) {
  rows("Group::apply", kObjectAndFiber, "2",
       [](Groups& its) { return its.empty.apply(doubled, 1); });
  rows("Group::apply_async", kObjectAndHub, "true",
       [](Groups& its) { return its.empty.apply_async(doubled, 1).started(); });
  rows("Group::map", kObjectAndFiber, "2", [](Groups& its) {
    return its.empty.map(doubled, std::vector{1, 2}).size();
  });
  rows("Group::imap", kObjectAndFiber, "2", [](Groups& its) {
    return its.empty.imap(doubled, std::vector{1, 2}).next();
  });
  rows("Group::imap (dropped)", kObjectAndHub, "returns", [](Groups& its) {
    (void)its.empty.imap(doubled, std::vector{1, 2}, 1);
  });
  rows("Group::imap_unordered", kObjectAndFiber, "2", [](Groups& its) {
    return its.empty.imap_unordered(doubled, std::vector{1}).next();
  });
}

}  // namespace

std::vector<Row> group_rows() {
  Rows<Groups> rows;
  add_state(rows);
  add_membership(rows);
  add_waits(rows);
  add_calls(rows);
  return rows;
}

std::vector<Row> pool_rows() {
  Rows<Pools> rows;
  rows("Pool::Pool", kNothing, "2", [](Pools&) { return Pool(2).limit(); });
  rows("Pool::~Pool", kHub, "true", [](Pools&) {
    AnyFiber fiber;
    {
      Pool pool(1);
      fiber = pool.spawn([] { sleep_for(1h); });
    }
    return fiber.ready();
  });
  rows("Pool::limit", kNothing, "2",
       [](Pools& its) { return its.pool.limit(); });
  rows("Pool::resize", kObject, "3", [](Pools& its) {
    its.pool.resize(3);
    return its.pool.free_count();
  });
  rows("Pool::resize (lower)", kObject, "0", [](Pools& its) {
    its.pool.resize(0);
    return its.pool.free_count();
  });
  rows("Pool::free_count", kNothing, "0",
       [](Pools& its) { return its.full.free_count(); },
       {{Place::kAfterTheHub, "1"}});
  rows("Pool::full", kNothing, "true",
       [](Pools& its) { return its.full.full(); },
       {{Place::kAfterTheHub, "false"}});
  rows("Pool::wait_available", kObjectAndFiber, "false",
       [](Pools& its) { return its.full.wait_available(1ms); },
       {{Place::kAfterTheHub, "true"}});
  rows("Pool::wait_available (of a Timeout)", kObjectAndFiber, "false",
       [](Pools& its) {
         Timeout timeout(1ms);
         return its.full.wait_available(timeout);
       });
  rows("Group::spawn (into a pool)", kObjectAndHub, "1", [](Pools& its) {
    its.pool.spawn([] {});
    return its.pool.free_count();
  });
  rows("Group::spawn (into a full pool)", kObjectAndFiber, "true",
       [](Pools& its) {
         its.member.kill(KillMode::kLater);
         return its.full.spawn([] {}).started();
       });
  return rows;
}

}  // namespace gfetch::places
