#include <memory>

#include "gfetch/fiber/actor.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

class Adder : public Actor<int> {
 public:
  ~Adder() override = default;
  int sum = 0;

 private:
  void receive(int number) override { sum += number; }
};

/// An actor with a message in its inbox.
struct Actors : World {
  Actors() {
    started->start();
    started->send(7);
  }
  ~Actors() override {
    if (Hub::exists() && started) started->stop();
  }
  Adder adder;
  std::unique_ptr<Adder> started = std::make_unique<Adder>();
};

}  // namespace

std::vector<Row> actor_rows() {
  Rows<Actors> rows;
  rows("Actor::Actor", kNothing, "0",
       [](Actors&) { return Adder().waiting(); });
  rows("Actor::~Actor", kNothing, "returns",
       [](Actors&) { const Adder adder; });
  rows(
      "Actor::~Actor (started)", kObject, "returns",
      [](Actors& its) { its.started.reset(); }, in_other_threads(kImpossible));
  rows("Actor::start", kHub, "true", [](Actors&) {
    Adder adder;
    return adder.start().started();
  });
  rows("Actor::start (again)", kNothing, "std::logic_error",
       [](Actors& its) { its.started->start(); });
  rows("Actor::send", kObject, "true",
       [](Actors& its) { return its.started->send(7); });
  rows("Actor::waiting", kNothing, "0",
       [](Actors& its) { return its.adder.waiting(); });
  rows("Actor::finish", kObjectAndFiber, "7", [](Actors& its) {
    its.started->finish();
    return its.started->sum;
  });
  rows("Actor::stop", kObjectAndFiber, "0", [](Actors& its) {
    its.started->stop();
    return its.started->waiting();
  });
  rows("supervise", kHub, "true",
       [](Actors& its) { return supervise(its.adder, 3).started(); });
  return rows;
}

}  // namespace gfetch::places
