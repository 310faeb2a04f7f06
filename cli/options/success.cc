#include <utility>
#include <vector>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

static_assert(crawl::FailureLimit::kSample == 20, "--max-failures tells it");

/// Parses a list of failing statuses. Returns the set of all other statuses.
Parsed<crawl::AcceptSet> parse_fail_on(std::string_view text) {
  constexpr int kFirstStatus = 100;
  constexpr int kLastStatus = 999;
  const Result<crawl::AcceptSet> failures = crawl::AcceptSet::parse(text);
  if (!failures) return UsageError{failures.error().message};
  std::vector<crawl::AcceptSet::Range> rest;
  for (int code = kFirstStatus; code <= kLastStatus; ++code) {
    if (!failures->contains(code)) rest.push_back({code, code});
  }
  return crawl::AcceptSet(std::move(rest));
}

void declare(OptionTable& table, Options& options) {
  table.group("Verdict");
  table
      .add("--accept", "STATUSES",
           store(options.visitor.accept, from(crawl::AcceptSet::parse)),
           R"(Count these statuses as success.
Codes and ranges separated by commas: 200..=299,429 or 2xx,404. 200..300 leaves 300 out, ..400 is all below.)")
      .default_is("100..=399")
      .conflicts_with({"fail-on"});
  table.add("--fail-on", "STATUSES",
            store(options.visitor.accept, parse_fail_on),
            R"(Count these statuses as failure, and no other.
Written as with --accept. A URL without any response has failed in any case.)");
  table.add("--max-failures", "LIMIT",
            store(options.max_failures, from(crawl::FailureLimit::parse)),
            R"(Stop after more than LIMIT failed URLs.
A number, or a share such as 5%, which counts once 20 URLs are done. What had not finished is recorded as unfinished; the exit code is 4.)");
  table
      .add("--fail-early", "", flag(options.fail_early),
           "Stop at the first failed URL, as --max-failures 0.")
      .conflicts_with({"max-failures"});
}

}  // namespace

const OptionGroup kSuccessOptions{declare};

}  // namespace gfetch
