#include <nlohmann/json.hpp>
#include <string>

#include "gfetch/report/summary.h"

namespace gfetch::report {
namespace {

using nlohmann::ordered_json;

ordered_json quantiles(const Histogram& histogram) {
  return {{"p50", seconds(histogram.quantile(0.5))},
          {"p90", seconds(histogram.quantile(0.9))},
          {"p99", seconds(histogram.quantile(0.99))},
          {"max", seconds(histogram.max())}};
}

ordered_json status_classes(const Summary& summary) {
  auto classes = ordered_json::object();
  for (int hundreds = 1; hundreds <= 5; ++hundreds) {
    const auto count = summary.status_class(hundreds);
    if (count > 0) classes[std::to_string(hundreds) + "xx"] = count;
  }
  return classes;
}

ordered_json error_kinds(const Summary& summary) {
  auto kinds = ordered_json::object();
  for (int i = 0; i <= static_cast<int>(ErrorKind::kOther); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const auto count = summary.count(kind);
    if (count > 0) kinds[std::string(name_of(kind))] = count;
  }
  return kinds;
}

ordered_json slowest_hosts(const Summary& summary) {
  auto hosts = ordered_json::array();
  for (const auto& entry : summary.slowest_hosts().entries()) {
    hosts.push_back(
        {{"host", entry.host}, {"seconds", seconds(entry.slowest)}});
  }
  return hosts;
}

ordered_json failing_hosts(const Summary& summary) {
  auto hosts = ordered_json::array();
  for (const auto& entry : summary.failing_hosts().top(16)) {
    hosts.push_back({{"host", entry.host}, {"failures", entry.count}});
  }
  return hosts;
}

ordered_json eased_hosts(const Summary& summary) {
  auto hosts = ordered_json::array();
  for (const crawl::EasedHost& entry : summary.eased()) {
    hosts.push_back({{"host", entry.host},
                     {"times", entry.times},
                     {"lowest", entry.lowest},
                     {"limit", entry.limit}});
  }
  return hosts;
}

}  // namespace

std::string summary_json(const Summary& summary, Duration wall) {
  ordered_json object;
  object["inputs"] = summary.inputs();
  for (const crawl::Outcome outcome :
       {crawl::Outcome::kFetched, crawl::Outcome::kFailed,
        crawl::Outcome::kSkipped, crawl::Outcome::kUnfinished}) {
    object[std::string(name_of(outcome))] = summary.count(outcome);
  }
  object["status"] = status_classes(summary);
  object["errors"] = error_kinds(summary);
  object["skip_reasons"] = summary.skip_reasons();
  object["bytes"] = summary.bytes();
  object["wire_bytes"] = summary.wire_bytes();
  object["seconds"] = seconds(wall);
  object["requests"] = summary.requests();
  if (wall.count() > 0) {
    object["requests_per_second"] =
        static_cast<double>(summary.requests()) / seconds(wall);
  }
  object["retries"] = summary.retries();
  object["retries_refused"] = summary.retries_refused();
  object["eased_hosts"] = eased_hosts(summary);
  object["total"] = quantiles(summary.total());
  object["ttfb"] = quantiles(summary.ttfb());
  object["slowest_hosts"] = slowest_hosts(summary);
  object["failing_hosts"] = failing_hosts(summary);
  return object.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

}  // namespace gfetch::report
