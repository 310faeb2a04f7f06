#pragma once
/// What people come for, each with its command: the man page prints them, and
/// the README has them in its table.

#include <span>

#include "cli/help.h"

namespace gfetch {

/// Purposes begin in lower case and have no full stop: I want to …
/// Never blocks.
std::span<const Example> errands();

}  // namespace gfetch
