#include "cli/options/plan_text.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/base/values.h"
#include "cli/options/option_group.h"

namespace gfetch {

std::string plan_text(const Plan& plan) {
  static constexpr const OptionGroup* kOrder[] = {
      &kOtherOptions, &kInputOptions, &kConcurrencyOptions, &kRequestOptions,
      &kAuthOptions,  &kTimeOptions,  &kRetryOptions,       &kRedirectOptions,
      &kBodyOptions,  &kProxyOptions, &kTlsOptions,         &kScopeOptions,
      &kCrawlOptions, &kCheckOptions, &kOutputOptions};
  std::string out;
  const auto line = [&out](std::string_view name, std::string_view value) {
    out += fmt::format("{:<18}{}\n", name, printable(value));
  };
  for (const OptionGroup* const group : kOrder) group->describe(plan, line);
  return out;
}

}  // namespace gfetch
