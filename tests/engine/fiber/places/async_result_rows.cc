#include <chrono>
#include <stdexcept>

#include "gfetch/fiber/async_result.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Results : World {
  Results() {
    (void)result.wait(0s);
    set.set(7);
    failed.set_exception(std::make_exception_ptr(std::range_error("fails")));
    sleep_for(1ms);
  }
  AsyncResult<int> result;
  AsyncResult<int> set;
  AsyncResult<int> failed;
  Fiber<int> ended = spawn([] { return 7; });
};

struct Promised : World {
  AsyncResult<int> result;
  Promise<int> promise = result.promise();
};

/// A result for which a fiber waits.
struct AwaitedResult : World {
  AwaitedResult() { yield(); }
  ~AwaitedResult() override {
    if (Hub::exists()) fiber.kill();
  }
  AsyncResult<> result;
  Fiber<void> fiber = spawn([this] { result.get(); });
};

void add_state(Rows<Results>& rows) {
  rows("AsyncResult::AsyncResult", kNothing, "false",
       [](Results&) { return AsyncResult<int>().ready(); });
  rows("AsyncResult::~AsyncResult", kNothing, "returns",
       [](Results&) { const AsyncResult<int> result; });
  rows("AsyncResult::ready", kNothing, "true",
       [](Results& its) { return its.set.ready(); });
  rows("AsyncResult::successful", kNothing, "true",
       [](Results& its) { return its.set.successful(); });
  rows("AsyncResult::exception", kNothing, "an exception",
       [](Results& its) { return its.failed.exception(); });
  rows("AsyncResult::done", kNothing, "true",
       [](Results& its) { return its.set.done().is_set(); });
  rows("AsyncResult::get", kObjectAndFiber, "TimeoutExpired",
       [](Results& its) { return its.result.get(1ms); });
  rows("AsyncResult::get (set)", kObject, "7",
       [](Results& its) { return its.set.get(); });
  rows("AsyncResult::get (failed)", kObject, "fails",
       [](Results& its) { return its.failed.get(); });
  rows("AsyncResult::wait (set)", kObject, "true", [](Results& its) {
    its.result.set(1);
    return its.result.wait();
  });
  rows("AsyncResult::wait", kObjectAndFiber, "false",
       [](Results& its) { return its.result.wait(1ms); });
  rows("BrokenPromise::BrokenPromise", kNothing, "returns",
       [](Results&) { const BrokenPromise broken; });
}

void add_sets(Rows<Results>& rows) {
  rows("AsyncResult::set", kObject, "7", [](Results& its) {
    its.result.set(7);
    return its.result.get();
  });
  rows("AsyncResult::set_exception", kObject, "false", [](Results& its) {
    its.set.set_exception(std::make_exception_ptr(1));
    return its.set.successful();
  });
  rows("AsyncResult::operator()", kObject, "7", [](Results& its) {
    its.result(its.ended);
    return its.result.get();
  });
  rows("AsyncResult::promise", kObjectAndHub, "true",
       [](Results& its) { return its.result.promise().set(7); });
}

}  // namespace

std::vector<Row> async_result_rows() {
  Rows<Results> rows;
  add_state(rows);
  add_sets(rows);

  Rows<Promised> promised;
  promised("Promise::set", kNothing, "true",
           [](Promised& its) { return its.promise.set(7); });
  promised("Promise::set (again)", kNothing, "false", [](Promised& its) {
    its.promise.set(7);
    return its.promise.set(7);
  });
  promised("Promise::set_exception", kNothing, "true", [](Promised& its) {
    return its.promise.set_exception(std::make_exception_ptr(1));
  });

  Rows<AwaitedResult> awaited;
  awaited("AsyncResult::set (awaited)", kObject, "returns",
          [](AwaitedResult& its) { its.result.set(); });

  std::vector<Row> all = rows;
  append(all, promised);
  append(all, awaited);
  return all;
}

}  // namespace gfetch::places
