#include "gfetch/fiber/async_result.h"

namespace gfetch {

BrokenPromise::BrokenPromise()
    : std::runtime_error("the promise was dropped without being kept") {}

}  // namespace gfetch
