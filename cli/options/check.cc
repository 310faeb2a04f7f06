#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

void declare(OptionTable& table, Options& options) {
  table.group("Check");
  table
      .add("--check-external", "", flag(options.crawl.check_external),
           R"(Ask for links that lead out of the scope, too.
Once each, by HEAD, and by GET where a server does not take that. Their pages are not read.)")
      .only_with({Command::kCheck});
  table
      .add("--anchors/--no-anchors", "", flag(options.anchors),
           R"(Look for what the fragments name: the default.
A link to page#part is broken unless the page holds part as an id or a name.)")
      .only_with({Command::kCheck});
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  plan.anchors = options.anchors;
  if (plan.command != Command::kCheck) return {};
  plan.session.rules->checks = true;
  plan.session.rules->external_assets = false;
  plan.session.visitor.bodies.links_only = true;
  return {};
}

void describe(const Plan& plan, const PlanLine& line) {
  if (plan.command != Command::kCheck) return;
  line("external links",
       plan.session.rules->check_external ? "asked for" : "left out");
  line("anchors", plan.anchors ? "looked for" : "not looked for");
}

}  // namespace

const OptionGroup kCheckOptions{declare, apply, describe};

}  // namespace gfetch
