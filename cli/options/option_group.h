#pragma once
/// The groups of options. A group's file in this folder contains everything
/// about its options: their names and help, their conflicts, the translation of
/// their values into a plan, and their lines in the output of --dry-run.

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
  /// Adds the group's options to `table`, with setters that write to `options`.
  void (*declare)(OptionTable& table, Options& options);

  /// Translates the group's values into `plan`, and reads the files that they
  /// name. `plan` already has the values of the earlier groups and those that a
  /// library's struct stores. Null when there is nothing to translate.
  Result<void, UsageError> (*apply)(const Options& options,
                                    const ProcessEnvironment& process,
                                    Plan& plan) = nullptr;

  /// Prints the group's lines of `--dry-run`. Null when the group has none.
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

/// Returns all groups, in the order of the help.
std::span<const OptionGroup* const> option_groups();

}  // namespace gfetch
