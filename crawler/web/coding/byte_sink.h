#pragma once
/// The interface of a stage in a chain of decoders. Each stage feeds the next
/// one.

#include <string_view>

#include "gfetch/net/result.h"

namespace gfetch::web {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  /// Takes the next bytes, which are valid until it returns. After an error no
  /// more bytes follow.
  virtual Result<void> feed(std::string_view bytes) = 0;

  /// Ends the bytes.
  virtual Result<void> finish() = 0;
};

}  // namespace gfetch::web
