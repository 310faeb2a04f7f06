#pragma once
/// The groups of options. Everything about the options of a group stands in its
/// file in this folder.

#include <span>

#include "cli/options/option_table.h"
#include "cli/options/options.h"

namespace gfetch {

struct OptionGroup {
  /// Adds the options of the group to `table`, with setters into `options`.
  void (*declare)(OptionTable& table, Options& options);
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
extern const OptionGroup kCrawlOptions;
extern const OptionGroup kRobotsOptions;
extern const OptionGroup kCheckOptions;
extern const OptionGroup kCompareOptions;
extern const OptionGroup kOtherOptions;

/// Every group, in the order of the help.
std::span<const OptionGroup* const> option_groups();

}  // namespace gfetch
