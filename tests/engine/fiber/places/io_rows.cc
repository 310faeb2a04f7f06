#include <unistd.h>

#include <array>
#include <chrono>
#include <vector>

#include "gfetch/fiber/io.h"
#include "gfetch/fiber/poll.h"
#include "gfetch/fiber/select.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

/// A pipe without data.
struct Pipe : World {
  Pipe() { made = pipe(ends.data()) == 0; }
  ~Pipe() override {
    for (const int end : ends) close(end);
  }
  int out() const { return ends[0]; }
  int in() const { return ends[1]; }

  std::array<int, 2> ends{-1, -1};
  bool made = false;
};

void add_poll(Rows<Pipe>& rows) {
  rows("Poll::add", kNothing, "returns",
       [](Pipe& its) { Poll().add(its.in()); });
  rows("Poll::modify (not added)", kNothing, "std::out_of_range",
       [](Pipe& its) { Poll().modify(its.in(), PollFor::kBoth); });
  rows("Poll::remove (not added)", kNothing, "std::out_of_range",
       [](Pipe& its) { Poll().remove(its.in()); });
  rows("Poll::wait", kFiber, "1", [](Pipe& its) {
    Poll poll;
    poll.add(its.out());
    poll.add(its.in());
    return poll.wait().size();
  });
  rows("Poll::wait (limit)", kFiber, "0", [](Pipe& its) {
    Poll poll;
    poll.add(its.out(), PollFor::kReadable);
    return poll.wait(1ms).size();
  });
  rows("Poll::wait (of nothing)", kFiber, "0",
       [](Pipe&) { return Poll().wait(1ms).size(); });
  rows("Polled::operator==", kNothing, "true",
       [](Pipe&) { return Polled() == Polled{.fd = -1}; });
}

}  // namespace

std::vector<Row> io_rows() {
  Rows<Pipe> rows;
  rows("make_nonblocking", kNothing, "true",
       [](Pipe& its) { return make_nonblocking(its.in()); });
  rows("make_nonblocking (not open)", kNothing, "std::system_error",
       [](Pipe&) { return make_nonblocking(-1); });
  rows("wait_readable", kFiber, "false",
       [](Pipe& its) { return wait_readable(its.out(), 1ms); });
  rows("wait_readable (of a Timeout)", kFiber, "false", [](Pipe& its) {
    Timeout timeout(1ms);
    return wait_readable(its.out(), timeout);
  });
  rows("wait_readable (not open)", kNothing, "std::system_error",
       [](Pipe&) { return wait_readable(-1); });
  rows("wait_writable (limit)", kFiber, "true",
       [](Pipe& its) { return wait_writable(its.in(), 1s); });
  rows("wait_writable", kFiber, "true",
       [](Pipe& its) { return wait_writable(its.in()); });
  rows("select", kFiber, "1", [](Pipe& its) {
    const std::vector<int> read = {its.out()};
    const std::vector<int> write = {its.in()};
    return select(read, write).writable.size();
  });
  rows("select (list)", kFiber, "1", [](Pipe& its) {
    return select({its.out()}, {its.in()}).writable.size();
  });
  rows("select (of a Timeout)", kFiber, "true", [](Pipe& its) {
    Timeout timeout(1ms);
    return select({its.out()}, {}, timeout).empty();
  });
  add_poll(rows);
  rows("Selected::empty", kNothing, "true",
       [](Pipe&) { return Selected().empty(); });
  return rows;
}

}  // namespace gfetch::places
