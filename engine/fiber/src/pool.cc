#include "gfetch/fiber/pool.h"

#include <exception>

#include "exception_report.h"

namespace gfetch {

Pool::~Pool() {
  // Members release their permits when they end: they must end before the
  // semaphore is destroyed.
  end_members();
}

void Pool::resize(std::size_t size) {
  check_home();
  // Places of members, and of fibers that add one just now.
  const std::size_t taken = size_limit_ - free_.permits() + surplus_;
  size_limit_ = size;
  surplus_ = taken > size ? taken - size : 0;
  free_.permits(taken < size ? size - taken : 0);
}

// Without a permit, because the hub has given up the wait of the main fiber,
// the member is beyond the limit.
void Pool::before_adding() {
  if (!free_.acquire()) ++surplus_;
}

void Pool::after_removing() noexcept {
  if (surplus_ > 0) {
    --surplus_;
    return;
  }
  // In another thread the destructor of the pool can release no permit.
  try {
    free_.release();
  } catch (...) {
    detail::report_exception("the end of a pool", std::current_exception());
  }
}

}  // namespace gfetch
