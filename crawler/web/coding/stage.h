#pragma once
/// What a stage of a decoder shares with the other stages.

#include <string_view>

#include "web/coding/byte_sink.h"
#include "web/coding/decode_work.h"
#include "web/coding/window_budget.h"

namespace gfetch::web {

/// The environment of a stage, which must outlive the stage.
struct Stage {
  ByteSink& next;             ///< receives the stage's output
  DecodeWork& work;           ///< counts the stage's output
  WindowHold& windows;        ///< counts the memory for the stage's window
  std::string_view& warning;  ///< the first tolerated fault of all stages
};

}  // namespace gfetch::web
