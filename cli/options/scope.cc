#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"
#include "gfetch/crawl/crawl_rules.h"

namespace gfetch {
namespace {

constexpr Choices<crawl::ScopeRange, 5> kScopes{
    {{"page", crawl::ScopeRange::kPage},
     {"prefix", crawl::ScopeRange::kPrefix},
     {"host", crawl::ScopeRange::kHost},
     {"domain", crawl::ScopeRange::kDomain},
     {"any", crawl::ScopeRange::kAny}}};

Parsed<std::string> parse_expression(std::string_view text) {
  if (text.empty()) {
    return UsageError{"wants a regular expression, not an empty one"};
  }
  if (auto checked = crawl::check_pattern(text); !checked) {
    return checked.error();
  }
  return std::string(text);
}

void declare(OptionTable& table, Options& options) {
  crawl::CrawlRules& rules = options.crawl;
  const auto budget = [&](std::string_view name,
                          std::optional<std::uint64_t>& target,
                          std::string_view text) {
    table.add(name, "N", store(target, count<std::uint64_t>(1, kMany)), text)
        .only_with(kCrawlCommands);
  };
  table.group("Crawl");
  OptionSpec& depth =
      table.add("-l, --depth", "N", store(rules.depth, count<int>(0, kMany)),
                R"(Follow links up to N steps away from a URL.
0 fetches what was named and no more.)");
  depth.default_is(std::to_string(rules.depth));
  depth.only_with(kCrawlCommands);
  table
      .add_choice("--scope", "RANGE", rules.scope, kScopes,
                  R"(Stay within RANGE of the URL that led there.
page is that page alone, prefix its folder and all below, host its host, domain also the hosts below its registrable domain; any follows every link.)")
      .only_with(kCrawlCommands);
  table
      .add_list("--include", "RE", append(rules.include, parse_expression),
                R"(Follow only links whose URL matches RE.
A regular expression of RE2, found anywhere in the URL. Given more than once, one of them has to match. The URLs you name need not.)")
      .only_with(kCrawlCommands);
  table
      .add_list("--exclude", "RE", append(rules.exclude, parse_expression),
                R"(Leave out links whose URL matches RE.
As --include, over which it wins.)")
      .only_with(kCrawlCommands);
  budget("--max-pages", rules.max_pages,
         R"(Fetch at most N pages in the whole run.
What is left out is recorded as skipped, with page_limit as the reason.)");
  budget("--max-pages-per-host", rules.max_pages_per_host,
         "Fetch at most N pages of any one host.");
  budget("--max-pages-per-domain", rules.max_pages_per_domain,
         R"(Fetch at most N pages of any registrable domain.
a.example.org and b.example.org are both of example.org: so hosts without end come to an end, too.)");
  table
      .add("--max-queued", "N",
           store(rules.max_queued, count<std::uint64_t>(1, kMany)),
           R"(Let at most N URLs wait in the queue.
Links found beyond it are recorded as skipped, with queue_limit as the reason, so that memory stays bounded; a URL of more than some hundred bytes counts as several.)")
      .default_is(std::to_string(rules.max_queued))
      .only_with(kCrawlCommands);
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

void describe(const Plan& plan, const PlanLine& line) {
  if (!crawls(plan.command)) return;
  const crawl::CrawlRules& rules = *plan.session.rules;
  line("depth", std::to_string(rules.depth));
  line("scope", scope_text(rules.scope));
  for (const std::string& one : rules.include) line("include", one);
  for (const std::string& one : rules.exclude) line("exclude", one);
  line("pages", pages_text(rules));
}

}  // namespace

const OptionGroup kScopeOptions{declare, nullptr, describe};

}  // namespace gfetch
