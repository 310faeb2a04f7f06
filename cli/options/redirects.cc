#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

void declare(OptionTable& table, Options& options) {
  table.group("Redirects");
  table.add("-L, --location/--no-location", "",
            flag(options.visitor.follow_redirects),
            R"(Follow redirects: this is the default.
--no-location records the redirect itself.)");
  table
      .add("--max-redirs", "N",
           store(options.visitor.redirects.max_hops, count<int>(0, kMany)),
           "Follow at most N redirects of one URL.")
      .default_is(std::to_string(options.visitor.redirects.max_hops))
      .refused_if(
          [](const Options& given) { return !given.visitor.follow_redirects; },
          "contradicts --no-location");
}

void describe(const Plan& plan, const PlanLine& line) {
  line("redirects",
       plan.session.visitor.follow_redirects
           ? std::to_string(plan.session.visitor.redirects.max_hops)
           : "not followed");
}

}  // namespace

const OptionGroup kRedirectOptions{declare, nullptr, describe};

}  // namespace gfetch
