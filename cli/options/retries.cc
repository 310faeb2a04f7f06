#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

void declare(OptionTable& table, Options& options) {
  crawl::RetryOptions& retry = options.visitor.retry;
  table.group("Retries");
  table
      .add("--retry", "N", store(retry.max_retries, count<int>(0, kMany)),
           R"(Try a URL at most N times more when it fails.
The waits between grow from one second, doubled each time, and are drawn at random up to that. Requests that may have been carried out are repeated only when that does no harm: GET, HEAD, PUT, DELETE and their like.)")
      .default_is(std::to_string(retry.max_retries));
  table
      .add("--retry-budget", "LIMIT",
           store(retry.budget, from(crawl::RetryLimit::parse)),
           R"(Retry no more than LIMIT times in the whole run.
A number, or a share of the URLs such as 20%, which counts after the first 1000 retries. It keeps a run from asking three times what no longer works at all.)")
      .default_is("20%");
  table
      .add("--retry-on", "CLASSES",
           store(retry.on, from(crawl::parse_retry_on)),
           R"(Retry these failures and no others.
A list of dns, connect, tls, timeout, reset, 5xx and status codes.)")
      .default_is("dns,connect,timeout,reset,429,502,503,504");
  table
      .add("--retry-max-delay", "TIME", store(retry.max_delay, parse_duration),
           R"(Wait at most TIME before a retry.
A server may ask for a time by Retry-After; its host is then left alone for as long, but no longer than TIME.)")
      .default_is(text_of(retry.max_delay));
}

void describe(const Plan& plan, const PlanLine& line) {
  line("retries", std::to_string(plan.session.visitor.retry.max_retries));
}

}  // namespace

const OptionGroup kRetryOptions{declare, nullptr, describe};

}  // namespace gfetch
