#pragma once
/// A plan in words.

#include <string>

#include "cli/options/plan.h"

namespace gfetch {

/// The lines that `--dry-run` prints, one for each setting.
std::string plan_text(const Plan& plan);

}  // namespace gfetch
