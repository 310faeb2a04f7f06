#include "cli/plan_text.h"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "cli/terminal/trace.h"
#include "cli/values.h"

namespace gfetch {
namespace {

std::string proxy_text(const web::ProxyRules& rules) {
  const auto text = [](const std::shared_ptr<const http::Proxy>& proxy) {
    return proxy ? shown(*proxy) : "none";
  };
  if (rules.http == rules.https) return text(rules.http);
  return fmt::format("{} for http, {} for https", text(rules.http),
                     text(rules.https));
}

std::string rate_text(const std::optional<crawl::Rate>& rate) {
  if (!rate) return "any";
  return fmt::format("{} in {}", rate->count, text_of(rate->per));
}

std::string_view format_text(const Plan& plan) {
  if (plan.write_out) return "by --write-out";
  const bool checks = plan.command == Command::kCheck;
  return checks ? name_of(plan.check_format)
                : format_names()[static_cast<std::size_t>(plan.format)];
}

std::string_view scope_text(crawl::ScopeRange scope) {
  switch (scope) {
    case crawl::ScopeRange::kPage:
      return "the page alone";
    case crawl::ScopeRange::kPrefix:
      return "the folder of each URL";
    case crawl::ScopeRange::kHost:
      return "the host of each URL";
    case crawl::ScopeRange::kDomain:
      return "the domain of each URL";
    case crawl::ScopeRange::kAny:
      return "any";
  }
  return {};
}

std::string_view robots_text(crawl::RobotsPolicy robots) {
  switch (robots) {
    case crawl::RobotsPolicy::kObey:
      return "obeyed";
    case crawl::RobotsPolicy::kIgnore:
      return "ignored";
    case crawl::RobotsPolicy::kReport:
      return "reported";
  }
  return {};
}

std::string pages_text(const crawl::CrawlRules& rules) {
  std::string out;
  const auto budget = [&out](const std::optional<std::uint64_t>& pages,
                             std::string_view of_what) {
    if (!pages) return;
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", *pages, of_what);
  };
  budget(rules.max_pages, " in all");
  budget(rules.max_pages_per_host, " of a host");
  budget(rules.max_pages_per_domain, " of a domain");
  return out.empty() ? "any number" : out;
}

using Line = std::function<void(std::string_view name, std::string_view value)>;

void append_crawl(const Line& line, const Plan& plan) {
  const crawl::CrawlRules& rules = plan.crawl;
  line("depth", fmt::format("{}", rules.depth));
  line("scope", scope_text(rules.scope));
  for (const std::string& one : rules.include) line("include", one);
  for (const std::string& one : rules.exclude) line("exclude", one);
  line("pages", pages_text(rules));
  line("robots.txt", robots_text(rules.robots));
  line("assets", rules.assets ? "fetched" : "left out");
  line("sitemaps", rules.sitemaps ? "read" : "not read");
  if (plan.command != Command::kCheck) return;
  line("external links", rules.check_external ? "asked for" : "left out");
  line("anchors", plan.anchors ? "looked for" : "not looked for");
}

std::string limit_text(const TimeLimit& limit) {
  return limit ? text_of(*limit) : "none";
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string out;
  const Line line = [&out](std::string_view name, std::string_view value) {
    out += fmt::format("{:<18}{}\n", name, printable(value));
  };
  const bool compares = plan.command == Command::kCompare;
  const bool one_at_a_time = !compares && plan.mode == Mode::kSync;
  const crawl::PolitenessOptions& politeness = plan.frontier.politeness;
  line("command", name_of(plan.command));
  line("settings", plan.config.empty() ? "none" : plan.config);
  line("URLs", fmt::format("{} as arguments, {} lists", plan.urls.size(),
                           plan.inputs.size() + plan.held.size() -
                               (compares || plan.urls.empty() ? 0 : 1)));
  line("at a time",
       one_at_a_time ? "1"
                     : fmt::format("{}, {}{} to one host", plan.crawler.workers,
                                   politeness.adaptive ? "up to " : "",
                                   politeness.host_concurrency));
  line("delay", text_of(politeness.delay));
  line("rate", rate_text(politeness.rate));
  line("host rate", rate_text(politeness.host_rate));
  if (plan.visitor.bytes_per_second > 0) {
    line("bodies", size_text(plan.visitor.bytes_per_second) + " a second");
  }
  line("request", plan.visitor.request.method);
  for (const crawl::ScopedHeader& header : plan.visitor.request.headers) {
    line("header", shown_header(header.header));
  }
  if (!plan.visitor.request.authorization.empty() ||
      plan.visitor.logins.login) {
    line("header", shown_header({"Authorization", ""}));
  }
  const http::ExchangeLimits& limits = plan.visitor.request.limits;
  line("time for a URL", limit_text(plan.visitor.max_time));
  line("time for DNS", limit_text(limits.dns));
  line("time to connect", limit_text(limits.connect));
  line("time without byte", limit_text(limits.idle));
  line("time for all", limit_text(plan.crawler.deadline));
  line("retries", fmt::format("{}", plan.visitor.retry.max_retries));
  line("redirects", plan.visitor.follow_redirects
                        ? fmt::format("{}", plan.visitor.redirects.max_hops)
                        : "not followed");
  line("largest body", plan.visitor.max_body_bytes == 0
                           ? "any"
                           : size_text(plan.visitor.max_body_bytes));
  line("bodies", plan.output_dir.empty() ? "not saved" : plan.output_dir);
  line("proxy", proxy_text(plan.visitor.proxies));
  line("TLS", plan.http.verify_tls ? "verified" : "not verified");
  if (crawls(plan.command)) append_crawl(line, plan);
  line("format", format_text(plan));
  line("output", plan.output == "-" ? "stdout" : plan.output);
  return out;
}

}  // namespace gfetch
