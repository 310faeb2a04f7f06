#pragma once
/// Recipes: a task of a user, and the command for it. The man page prints them,
/// and the README has them in its table.

#include <span>

#include "cli/render/help.h"

namespace gfetch {

/// The recipes. A purpose begins in lower case and has no full stop, as it goes
/// on from `I want to`.
std::span<const Example> recipes();

}  // namespace gfetch
