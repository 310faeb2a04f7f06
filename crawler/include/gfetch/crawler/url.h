#pragma once
/// URLs as the WHATWG URL Standard has them: parsed, normalised, serialised.

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/engine/http.h"
#include "gfetch/engine/result.h"

namespace gfetch {

class Url {};

}  // namespace gfetch
