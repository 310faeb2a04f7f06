#pragma once
/// Recipes: a task of a user, and the command for it. The man page prints them,
/// and the README has them in its table.

#include <span>

#include "cli/render/help.h"

namespace gfetch {

/// Purposes begin in lower case and have no full stop: I want to …
std::span<const Example> recipes();

}  // namespace gfetch
