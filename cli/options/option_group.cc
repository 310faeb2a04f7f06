#include "cli/options/option_group.h"

#include <array>

namespace gfetch {

std::span<const OptionGroup* const> option_groups() {
  static constexpr std::array kGroups{
      &kInputOptions,   &kConcurrencyOptions, &kTimeOptions,
      &kRetryOptions,   &kRequestOptions,     &kAuthOptions,
      &kCookieOptions,  &kTlsOptions,         &kConnectionOptions,
      &kProxyOptions,   &kRedirectOptions,    &kBodyOptions,
      &kOutputOptions,  &kMessageOptions,     &kSuccessOptions,
      &kScopeOptions,   &kCrawlOptions,       &kCheckOptions,
      &kCompareOptions, &kOtherOptions};
  return kGroups;
}

}  // namespace gfetch
