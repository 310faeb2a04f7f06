#pragma once
/// The interface of a decoder stage: each stage in a chain of decoders feeds
/// its output to the next stage.

#include <string_view>

#include "gfetch/net/result.h"

namespace gfetch::web {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  /// Takes the next bytes, which are valid until the function returns. After an
  /// error the caller must feed no more bytes.
  virtual Result<void> feed(std::string_view bytes) = 0;

  /// Marks the end of the bytes.
  virtual Result<void> finish() = 0;
};

}  // namespace gfetch::web
