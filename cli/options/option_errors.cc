#include "cli/options/option_errors.h"

#include <fmt/format.h>

#include "cli/base/values.h"

namespace gfetch {

UsageError error_of(std::string_view name, const Options& options,
                    const Error& error) {
  const auto given = options.spellings.find(name);
  const std::string spelling = given == options.spellings.end()
                                   ? fmt::format("--{}", name)
                                   : given->second;
  return UsageError{fmt::format("{}: {}", spelling, error.message)};
}

Error in_file(const std::string& path, const Error& error) {
  return {error.kind, fmt::format("{}: {}", in_quotes(path), error.message)};
}

}  // namespace gfetch
