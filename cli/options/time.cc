#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

/// Parses a time limit; 0 means no limit.
Parsed<TimeLimit> parse_limit(std::string_view text) {
  const Parsed<Duration> value = parse_duration(text);
  if (!value) return value.error();
  if (value->count() == 0) return TimeLimit();
  return TimeLimit(*value);
}

void declare(OptionTable& table, Options& options) {
  table.group("Time");
  const auto clock = [&](std::string_view names, TimeLimit& target,
                         std::string_view text) {
    table.add(names, "TIME", store(target, parse_limit), text)
        .default_is(text_of(target.value_or(Duration(0))));
  };
  clock("-m, --max-time", options.visitor.max_time,
        R"(Give up a URL after TIME, hops and retries included.
The time a URL waits for its turn does not count, nor does its wait for robots.txt: that has a clock of its own, TIME or 30 s if that is shorter, because all URLs of a host wait for it. A rest that a server asks for does not count for either. A bare number is seconds; 500ms, 2m and 1h work too. 0 means no limit, here and below.)");
  clock("--dns-timeout", options.limits.dns,
        "Give up a name's lookup after TIME.");
  clock("--connect-timeout", options.limits.connect,
        "Give up connecting, TLS included, after TIME.");
  clock("--idle-timeout", options.limits.idle,
        "Give up a transfer after TIME without a byte.");
  table.add("--deadline", "TIME", store(options.deadline, parse_duration),
            R"(End the whole run after TIME.
What finished is recorded, the rest is recorded as unfinished, and the exit code is 4.)");
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  plan.session.visitor.request.limits = options.limits;
  return {};
}

std::string limit_text(const TimeLimit& limit) {
  return limit ? text_of(*limit) : "none";
}

void describe(const Plan& plan, const PlanLine& line) {
  const http::ExchangeLimits& limits = plan.session.visitor.request.limits;
  line("time for a URL", limit_text(plan.session.visitor.max_time));
  line("time for DNS", limit_text(limits.dns));
  line("time to connect", limit_text(limits.connect));
  line("time without byte", limit_text(limits.idle));
  line("time for all", limit_text(plan.session.deadline));
}

}  // namespace

const OptionGroup kTimeOptions{declare, apply, describe};

}  // namespace gfetch
