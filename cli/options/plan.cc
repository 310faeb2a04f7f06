#include "cli/options/plan.h"

#include <utility>

#include "cli/options/input.h"
#include "cli/options/option_group.h"

namespace gfetch {
namespace {

/// Returns a plan with the libraries' structs that the setters have filled.
Plan plan_with_structs(const Options& options) {
  Plan plan;
  plan.command = options.command;
  crawl::SessionConfig& session = plan.session;
  session.seeds = options.seeds;
  session.workers = options.workers;
  session.deadline = options.deadline;
  session.max_failures = options.max_failures;
  session.fail_early = options.fail_early;
  if (crawls(options.command)) session.rules = options.crawl;
  session.visitor = options.visitor;
  session.http = options.http;
  return plan;
}

}  // namespace

Result<Plan, UsageError> make_plan(Options options,
                                   const ProcessEnvironment& process) {
  Plan plan = plan_with_structs(options);
  plan.urls = std::move(options.urls);
  for (const OptionGroup* const group : option_groups()) {
    if (group->apply == nullptr) continue;
    auto applied = group->apply(options, process, plan);
    if (!applied) return applied.error();
  }
  // The inputs are opened last, when all options are known to be valid, because
  // a list may be long.
  auto opened = open_inputs(options, process, plan);
  if (!opened) return opened.error();
  return plan;
}

}  // namespace gfetch
