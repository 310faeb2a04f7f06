#pragma once
/// What decoders are chained by: each feeds the next, the last one the user.

#include <string_view>

#include "gfetch/net/result.h"

namespace gfetch::web {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  /// The bytes live until it returns. After an error nothing follows.
  virtual Result<void> feed(std::string_view bytes) = 0;

  /// There are no more.
  virtual Result<void> finish() = 0;
};

}  // namespace gfetch::web
