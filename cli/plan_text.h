#pragma once
/// A plan in words.

#include <string>

#include "cli/plan.h"

namespace gfetch {

/// What `--dry-run` prints.
std::string plan_text(const Plan& plan);

}  // namespace gfetch
