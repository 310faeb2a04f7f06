#include "gfetch/fiber/wait_limit.h"

#include "gfetch/fiber/hub.h"

namespace gfetch::detail {

Deadline::Deadline(const WaitLimit& limit) : limit_(limit) {
  if (limit.time()) end_ = Hub::current().now() + *limit.time();
}

WaitLimit Deadline::left() const {
  if (!limit_.time()) return limit_;
  return end_ - Hub::current().now();
}

}  // namespace gfetch::detail
