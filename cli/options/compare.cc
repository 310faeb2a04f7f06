#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

void declare(OptionTable& table, Options& options) {
  table.group("Comparison");
  table
      .add("--runs", "N", store(options.runs, count<std::uint64_t>(1, 1000)),
           R"(Compare N times, and give medians and spread.
Synchronous and asynchronous runs take turns.)")
      .only_with({Command::kCompare})
      .conflicts_with({"mode"});
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  plan.runs = options.runs;
  return {};
}

}  // namespace

const OptionGroup kCompareOptions{declare, apply};

}  // namespace gfetch
