#pragma once
/// The text form of a plan.

#include <string>

#include "cli/options/plan.h"

namespace gfetch {

/// Returns the lines that `--dry-run` prints, one for each setting.
std::string plan_text(const Plan& plan);

}  // namespace gfetch
