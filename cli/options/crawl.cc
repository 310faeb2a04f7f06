#include <string>
#include <string_view>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr Choices<crawl::RobotsPolicy, 3> kRobots{
    {{"obey", crawl::RobotsPolicy::kObey},
     {"ignore", crawl::RobotsPolicy::kIgnore},
     {"report", crawl::RobotsPolicy::kReport}}};

void declare(OptionTable& table, Options& options) {
  crawl::CrawlRules& rules = options.crawl;
  table.group("Crawl");
  table
      .add("--assets/--no-assets", "", flag(rules.assets),
           R"(Fetch images, styles, scripts and media, too.
crawl takes them from any host, as browsers do, check from within the scope; and check does so unless told otherwise.)")
      .only_with(kCrawlCommands);
  table
      .add("--sitemaps", "", flag(rules.sitemaps),
           R"(Begin with the pages of the hosts' sitemaps, too.
Those that robots.txt names, or else /sitemap.xml.)")
      .only_with(kCrawlCommands);
  table
      .add_choice("--robots", "POLICY", rules.robots, kRobots,
                  R"(Obey robots.txt, ignore or report it.
obey skips what it disallows, with robots as the reason; report fetches that, and says so in the record; ignore does not ask for it.)")
      .only_with(kCrawlCommands);
  OptionSpec& delay = table.add("--max-crawl-delay", "TIME",
                                store(rules.max_crawl_delay, parse_duration),
                                R"(Let robots.txt slow us down to TIME at most.
Of its Crawl-delay and --delay the longer one counts.)");
  delay.default_is(text_of(rules.max_crawl_delay));
  delay.only_with(kCrawlCommands);
  table
      .add("--traps/--no-traps", "", flag(rules.traps),
           R"(Keep out of what looks endless: the default.
Paths that repeat themselves or grow, calendars, growing queries, session ids, farms of like pages: skipped, with trap as the reason.)")
      .only_with(kCrawlCommands);
  table
      .add("--ignore-session-ids", "", flag(rules.same_page.ignore_session_ids),
           R"(Take URLs that differ by a session id for one.
Such as jsessionid, PHPSESSID and sid.)")
      .only_with(kCrawlCommands);
  table
      .add("--ignore-tracking", "", flag(rules.same_page.ignore_tracking),
           R"(Take URLs that differ by tracking for one.
Such as utm_source, gclid and fbclid.)")
      .only_with(kCrawlCommands);
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

void describe(const Plan& plan, const PlanLine& line) {
  if (!crawls(plan.command)) return;
  line("robots.txt", robots_text(plan.session.rules->robots));
  line("assets", plan.session.rules->assets ? "fetched" : "left out");
  line("sitemaps", plan.session.rules->sitemaps ? "read" : "not read");
}

}  // namespace

const OptionGroup kCrawlOptions{declare, nullptr, describe};

}  // namespace gfetch
