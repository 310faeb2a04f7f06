// Scenarios of greenlets without the scheduler.
#include "gfetch/fiber/greenlet.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(greenlet_values) {
  const Greenlet main = Greenlet::current();
  const Greenlet g([&](int first) {
    print("got", first);
    const int second = main.switch_to<int>(10 * first);
    print("got", second);
    return 10 * second;
  });
  print("back", g.switch_to<int>(1));
  print("dead", g.dead());
  print("back", g.switch_to<int>(2));
  print("dead", g.dead());
  print("falls through", g.switch_to<int>(3));
}

SCENARIO(greenlet_death_returns_to_the_parent) {
  const Greenlet g([] {
    print("outer");
    const Greenlet child([] {
      print("inner");
      return 1;
    });
    print("child of outer", child.parent() == Greenlet::current());
    print("gave", child.switch_to<int>());
    return 2;
  });
  print("parent is main", g.parent() == Greenlet::current());
  print("gave", g.switch_to<int>());
}

SCENARIO(greenlet_exceptions) {
  const Greenlet main = Greenlet::current();
  const Greenlet g([&] {
    try {
      main.switch_to();
    } catch (const Oops& error) {
      print("thrown in", error.what());
    }
    throw Oops("out");
  });
  g.switch_to();
  try {
    g.throw_into(oops("in"));
  } catch (const Oops& error) {
    print("thrown", error.what());
  }
  print("dead", g.dead());

  const Greenlet unrun([] { print("never printed"); });
  try {
    unrun.throw_into(oops("unrun"));
  } catch (const Oops& error) {
    print("thrown", error.what());
  }
  print("dead", unrun.dead());
}

}  // namespace gfetch::differential
