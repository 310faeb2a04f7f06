#pragma once
/// The groups of options. Everything about the options of a group stands in its
/// file in this folder: what they are called and do, what they contradict, how
/// their values become a plan, and what --dry-run says of them.

#include <functional>
#include <span>
#include <string_view>

#include "cli/base/process_environment.h"
#include "cli/options/option_table.h"
#include "cli/options/options.h"
#include "cli/options/plan.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Prints one line of `--dry-run`.
using PlanLine =
    std::function<void(std::string_view name, std::string_view value)>;

struct OptionGroup {
  /// Adds the options of the group to `table`, with setters into `options`.
  void (*declare)(OptionTable& table, Options& options);

  /// Translates the values that no struct of a library holds, and reads the
  /// files that they name. null: there are none. `plan` has the structs of the
  /// libraries already, and everything of the groups before.
  Result<void, UsageError> (*apply)(const Options& options,
                                    const ProcessEnvironment& process,
                                    Plan& plan) = nullptr;

  /// Prints the group's lines of `--dry-run`. null: there are none.
  void (*describe)(const Plan& plan, const PlanLine& line) = nullptr;
};

extern const OptionGroup kInputOptions;
extern const OptionGroup kConcurrencyOptions;
extern const OptionGroup kTimeOptions;
extern const OptionGroup kRetryOptions;
extern const OptionGroup kRequestOptions;
extern const OptionGroup kAuthOptions;
extern const OptionGroup kCookieOptions;
extern const OptionGroup kTlsOptions;
extern const OptionGroup kConnectionOptions;
extern const OptionGroup kProxyOptions;
extern const OptionGroup kRedirectOptions;
extern const OptionGroup kBodyOptions;
extern const OptionGroup kOutputOptions;
extern const OptionGroup kMessageOptions;
extern const OptionGroup kSuccessOptions;
extern const OptionGroup kScopeOptions;
extern const OptionGroup kCrawlOptions;
extern const OptionGroup kCheckOptions;
extern const OptionGroup kCompareOptions;
extern const OptionGroup kOtherOptions;

/// Every group, in the order of the help.
std::span<const OptionGroup* const> option_groups();

}  // namespace gfetch
