#pragma once
/// Recipes: tasks of a user, each with the command for it. The man page prints
/// them, and the README has them in a table.

#include <span>

#include "cli/render/help.h"

namespace gfetch {

/// Returns the recipes. Each purpose starts in lower case and has no full stop,
/// because it continues the words `I want to`.
std::span<const Example> recipes();

}  // namespace gfetch
