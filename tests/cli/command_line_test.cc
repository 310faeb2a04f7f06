#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<const char*>;
using Variables = std::map<std::string, std::string>;

Result<Options, UsageError> parse(const Words& words,
                                  const Variables& variables = {}) {
  return parse_options(words, [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

std::string error_of(const Words& words, const Variables& variables = {}) {
  const auto options = parse(words, variables);
  return options ? "no error" : options.error().message;
}

TEST(Options, DefaultToWhatTheContractSays) {
  const auto options = parse({"http://a/"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->command, Command::kFetch);
  EXPECT_EQ(options->mode, Mode::kAsync);
  EXPECT_EQ(options->workers, 64u);
  EXPECT_EQ(options->politeness.host_concurrency, 8);
  EXPECT_EQ(options->politeness.delay, 0s);
  EXPECT_EQ(options->visitor.max_time, 60s);
  EXPECT_EQ(options->limits.dns, 5s);
  EXPECT_EQ(options->limits.connect, 10s);
  EXPECT_EQ(options->limits.idle, 20s);
  EXPECT_FALSE(options->deadline);
  EXPECT_EQ(options->visitor.retry.max_retries, 2);
  EXPECT_EQ(options->visitor.redirects.max_hops, 10);
  EXPECT_EQ(options->visitor.max_body_bytes, 64u << 20);
  EXPECT_TRUE(options->visitor.follow_redirects);
  EXPECT_TRUE(options->visitor.request.compressed);
  EXPECT_TRUE(options->http.verify_tls);
  EXPECT_EQ(options->format, OutputFormat::kText);
  EXPECT_TRUE(options->visitor.accept.contains(399));
  EXPECT_FALSE(options->visitor.accept.contains(400));
}

TEST(Options, ANegationTakesNoValue) {
  EXPECT_FALSE(parse({"--no-location=yes"}));
}

TEST(Options, ReachTheStructsOfTheLibraries) {
  // clang-format off
  const auto good = parse({"-c", "500",
                           "--host-concurrency", "3",
                           "--delay", "250ms",
                           "--rate", "10/s",
                           "--host-rate", "6/m",
                           "-m", "2m",
                           "--dns-timeout", "1",
                           "--connect-timeout", "2",
                           "--idle-timeout", "0",
                           "--deadline", "1h",
                           "--max-redirs", "3"});
  // clang-format on
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->workers, 500u);
  EXPECT_EQ(good->politeness.host_concurrency, 3);
  EXPECT_EQ(good->politeness.delay, 250ms);
  EXPECT_EQ(good->politeness.rate, (crawl::Rate{10, 1s}));
  EXPECT_EQ(good->politeness.host_rate, (crawl::Rate{6, 60s}));
  EXPECT_EQ(good->visitor.max_time, 120s);
  EXPECT_EQ(good->limits.dns, 1s);
  EXPECT_EQ(good->limits.connect, 2s);
  EXPECT_FALSE(good->limits.idle) << "0 means no limit";
  EXPECT_EQ(good->deadline, 1h);
  EXPECT_EQ(good->visitor.redirects.max_hops, 3);
}

TEST(Options, FillTheRequest) {
  const auto options = parse({"-X",
                              "PUT",
                              "-H",
                              "A: b",
                              "-H",
                              "C: d",
                              "-d",
                              "x=1",
                              "-d",
                              "y=2",
                              "-A",
                              "me",
                              "-u",
                              "joe:secret",
                              "-e",
                              "http://r/",
                              "--http2",
                              "-4",
                              "--resolve",
                              "h:80:127.0.0.1",
                              "--dns-servers",
                              "127.0.0.1:5353,::1",
                              "--private",
                              "deny",
                              "http://a/"});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->method, "PUT");
  EXPECT_EQ(options->headers,
            (std::vector<http::Header>{{"A", "b"}, {"C", "d"}}));
  EXPECT_EQ(options->data, "x=1&y=2");
  EXPECT_EQ(options->user_agent, "me");
  EXPECT_EQ(options->user, "joe:secret");
  EXPECT_EQ(options->referer, "http://r/");
  EXPECT_EQ(options->http.version, http::HttpVersion::k2);
  EXPECT_EQ(options->http.family, net::AddressFamily::kIpv4);
  ASSERT_EQ(options->http.resolve.size(), 1u);
  EXPECT_EQ(options->http.resolve[0].port, 80);
  EXPECT_EQ(options->http.dns.servers.size(), 2u);
  EXPECT_EQ(options->visitor.private_addresses, crawl::PrivatePolicy::kDeny);
}

TEST(Options, LetTheLastValueWin) {
  EXPECT_EQ(parse({"-c", "1", "-c", "2"})->workers, 2u);
  EXPECT_FALSE(*parse({"--summary", "--no-summary"})->summary);
}

TEST(Options, ReadFilesAfterAnAtSign) {
  const test::TempDir dir;
  const std::string headers =
      "@" + dir.write("headers", "A: b\r\n\nC: d\n").string();
  const std::string data = "@" + dir.write("data", "one\ntwo\n").string();
  const auto options = parse({"-H", headers.c_str(), "-d", data.c_str()});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->headers,
            (std::vector<http::Header>{{"A", "b"}, {"C", "d"}}));
  EXPECT_EQ(options->data, "one\ntwo\n");
  const std::string absent = "@" + (dir.path() / "absent").string();
  EXPECT_EQ(error_of({"-d", absent.c_str()}).find("-d: cannot read"), 0u);
}

TEST(Options, T03RefuseLineBreaksInFields) {
  for (const char* option : {"-A", "-e", "--bearer"}) {
    EXPECT_EQ(error_of({option, "a\r\nX: y"}).find(option), 0u) << option;
    EXPECT_EQ(error_of({option, "a\nX: y"}).find(option), 0u) << option;
  }
  EXPECT_EQ(error_of({"-H", "A: b\r\nC: d"}),
            "-H: expected a value without line breaks and NUL, not "
            "\" b\\x0d\\x0aC: d\"");
  EXPECT_EQ(error_of({"-u", "a:b\nC: d"}).find("-u"), 0u);
  EXPECT_EQ(error_of({"-X", "GET / HTTP/1.1\r\nA:"}).find("-X"), 0u);
}

TEST(Options, T09NeverRepeatSecrets) {
  EXPECT_EQ(error_of({"-u", "hunter2"}).find("hunter2"), std::string::npos);
  EXPECT_EQ(error_of({"--bearer", "hunter2 x"}).find("hunter2"),
            std::string::npos);
}

TEST(Options, NameTheOptionThatIsWrong) {
  EXPECT_EQ(error_of({"-c", "none"}),
            "-c: expected a whole number from 1 to 100000, not \"none\"");
  EXPECT_EQ(error_of({"--mode=asinc"}),
            "--mode: unknown value \"asinc\" (did you mean \"async\"?)");
  for (const char* option : {"--rate",       "--host-rate",
                             "--delay",      "-m",
                             "--deadline",   "--retry",
                             "--retry-on",   "--max-filesize",
                             "--private",    "-f",
                             "--fields",     "--color",
                             "--progress",   "--accept",
                             "--fail-on",    "--max-failures",
                             "--resolve",    "--dns-servers",
                             "--max-redirs", "-H"}) {
    const std::string message = error_of({option, "~nonsense~"});
    EXPECT_EQ(message.find(std::string(option) + ": "), 0u) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(Options, ComeFromTheEnvironmentToo) {
  const auto options = parse({}, {{"GFETCH_CONCURRENCY", "7"},
                                  {"GFETCH_HTTP2", "yes"},
                                  {"GFETCH_HEADER", "A: b\nC: d"},
                                  {"GFETCH_SUMMARY", "no"},
                                  {"GFETCH_MODE", ""}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->workers, 7u);
  EXPECT_EQ(options->http.version, http::HttpVersion::k2);
  EXPECT_EQ(options->headers,
            (std::vector<http::Header>{{"A", "b"}, {"C", "d"}}));
  EXPECT_EQ(options->summary, false);
}

TEST(Options, LetArgumentsWinOverTheEnvironment) {
  EXPECT_EQ(parse({"-c", "9"}, {{"GFETCH_CONCURRENCY", "7"}})->workers, 9u);
  EXPECT_EQ(parse({"-H", "A: b"}, {{"GFETCH_HEADER", "C: d"}})->headers.size(),
            1u);
  EXPECT_EQ(parse({"-4"}, {{"GFETCH_IPV6", "yes"}})->http.family,
            net::AddressFamily::kIpv4);
  EXPECT_TRUE(parse({"-c", "9"}, {{"GFETCH_CONCURRENCY", "bad"}}));
}

TEST(Options, NameTheVariableThatIsWrong) {
  EXPECT_EQ(error_of({}, {{"GFETCH_CONCURRENCY", "x"}}),
            "GFETCH_CONCURRENCY: expected a whole number from 1 to 100000, "
            "not \"x\"");
}

struct Contradiction {
  const char* name;
  Words words;
  const char* message;
  friend void PrintTo(const Contradiction& one, std::ostream* out) {
    *out << one.message;
  }
};

class Contradictions : public testing::TestWithParam<Contradiction> {};

TEST_P(Contradictions, AreRefused) {
  EXPECT_EQ(error_of(GetParam().words), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Contradictions,
    testing::Values(
        Contradiction{
            "Http", {"--http1.1", "--http2"}, "--http1.1 contradicts --http2"},
        Contradiction{"Family", {"-6", "-4"}, "-4 contradicts -6"},
        Contradiction{"Voice", {"-qv"}, "-q contradicts -v"},
        Contradiction{
            "Login", {"--bearer", "t", "-u", "a:b"}, "-u contradicts --bearer"},
        Contradiction{"HeadWithBody", {"-I", "-d", "x"}, "-I contradicts -d"},
        Contradiction{
            "HeadAndMethod", {"-I", "-X", "GET"}, "-I contradicts -X"},
        Contradiction{
            "Trust", {"-k", "--cacert", "f"}, "-k contradicts --cacert"},
        Contradiction{"Verdict",
                      {"--accept", "200", "--fail-on", "404"},
                      "--accept contradicts --fail-on"},
        Contradiction{"Failures",
                      {"--fail-early", "--max-failures", "3"},
                      "--fail-early contradicts --max-failures"},
        Contradiction{
            "Output", {"-w", "%{url}", "-f", "json"}, "-w contradicts -f"},
        Contradiction{"FieldsOfText",
                      {"--fields", "url"},
                      "--fields needs --format jsonl, json, csv or tsv"},
        Contradiction{"SyncWithMany",
                      {"--mode", "sync", "-c", "8"},
                      "-c contradicts --mode sync, which is one at a time"},
        Contradiction{"HopsWithoutHopping",
                      {"--no-location", "--max-redirs", "3"},
                      "--max-redirs contradicts --no-location"},
        Contradiction{"CompareMode",
                      {"compare", "--mode", "sync"},
                      "--mode does not go with compare, which uses both modes"},
        Contradiction{"CompareFormat",
                      {"compare", "-f", "csv"},
                      "-f must be text or json with compare"},
        Contradiction{"RunsWithoutCompare",
                      {"--runs", "3"},
                      "--runs is an option of `gfetch compare` only"},
        Contradiction{"DepthOfAList",
                      {"--depth", "3"},
                      "--depth is an option of `gfetch crawl` and `gfetch "
                      "check` only"},
        Contradiction{"ScopeOfAComparison",
                      {"compare", "--scope", "host"},
                      "--scope is an option of `gfetch crawl` and `gfetch "
                      "check` only"},
        Contradiction{"ConvertLinksOfACheck",
                      {"check", "--convert-links"},
                      "--convert-links is an option of `gfetch crawl` only"},
        Contradiction{"ConvertLinksOfNothing",
                      {"crawl", "--convert-links"},
                      "--convert-links is of no use without --output-dir"},
        Contradiction{"CrawlHeads",
                      {"crawl", "--head"},
                      "--head is of no use where links are to be followed: "
                      "pages have to be read whole"},
        Contradiction{"CheckBodies",
                      {"check", "-O", "dir"},
                      "-O does not go with check, which writes findings"},
        Contradiction{"CheckTable",
                      {"check", "-f", "csv"},
                      "-f must be text, jsonl, json, junit or markdown with "
                      "check"},
        Contradiction{"JunitRecords",
                      {"crawl", "-f", "junit"},
                      "-f junit and markdown are for `gfetch check`"},
        Contradiction{"StdinTwice",
                      {"-i", "-", "-i", "-"},
                      "-i can read stdin only once"}),
    [](const auto& one) { return one.param.name; });

TEST(Options, TakeTheFirstWordForTheCommand) {
  EXPECT_EQ(parse({"compare", "http://a/"})->command, Command::kCompare);
  EXPECT_EQ(parse({"fetch", "http://a/"})->command, Command::kFetch);
  EXPECT_EQ(parse({"http://a/"})->urls, std::vector<std::string>{"http://a/"});
  EXPECT_EQ(parse({"localhost", "intranet"})->urls.size(), 2u);
}

TEST(Options, AreGentlerWithHostsInACrawl) {
  for (const char* const command : {"crawl", "check"}) {
    const auto options = parse({command, "http://a/"});
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(options->politeness.host_concurrency, 2) << command;
    EXPECT_EQ(options->politeness.delay, 100ms) << command;
    EXPECT_EQ(options->crawl.depth, 5);
    EXPECT_EQ(options->crawl.scope, crawl::ScopeRange::kHost);
    EXPECT_EQ(options->crawl.robots, crawl::RobotsPolicy::kObey);
    EXPECT_TRUE(options->crawl.traps);
    EXPECT_FALSE(options->crawl.max_pages);
    EXPECT_FALSE(options->crawl.sitemaps);
    EXPECT_FALSE(options->crawl.check_external);
  }
  EXPECT_FALSE(parse({"crawl", "http://a/"})->crawl.assets);
  EXPECT_TRUE(parse({"check", "http://a/"})->crawl.assets);
  EXPECT_EQ(parse({"crawl", "--host-concurrency", "8", "http://a/"})
                ->politeness.host_concurrency,
            8);
}

TEST(Options, ReachTheRulesOfACrawl) {
  const auto options = parse({"check",
                              "-l",
                              "3",
                              "--scope",
                              "domain",
                              "--include",
                              "/docs/",
                              "--include",
                              "/blog/",
                              "--exclude",
                              "[.]pdf$",
                              "--max-pages",
                              "1000",
                              "--max-pages-per-host",
                              "100",
                              "--max-pages-per-domain",
                              "500",
                              "--robots",
                              "report",
                              "--max-crawl-delay",
                              "5",
                              "--no-traps",
                              "--ignore-session-ids",
                              "--ignore-tracking",
                              "--sitemaps",
                              "--no-assets",
                              "--check-external",
                              "--no-anchors",
                              "-f",
                              "junit",
                              "http://a/"});
  ASSERT_TRUE(options) << options.error().message;
  const crawl::CrawlRules& rules = options->crawl;
  EXPECT_EQ(rules.depth, 3);
  EXPECT_EQ(rules.scope, crawl::ScopeRange::kDomain);
  EXPECT_EQ(rules.include, (std::vector<std::string>{"/docs/", "/blog/"}));
  EXPECT_EQ(rules.exclude, (std::vector<std::string>{"[.]pdf$"}));
  EXPECT_EQ(rules.max_pages, 1000U);
  EXPECT_EQ(rules.max_pages_per_host, 100U);
  EXPECT_EQ(rules.max_pages_per_domain, 500U);
  EXPECT_EQ(rules.robots, crawl::RobotsPolicy::kReport);
  EXPECT_EQ(rules.max_crawl_delay, 5s);
  EXPECT_FALSE(rules.traps);
  EXPECT_TRUE(rules.same_page.ignore_session_ids);
  EXPECT_TRUE(rules.same_page.ignore_tracking);
  EXPECT_TRUE(rules.sitemaps);
  EXPECT_FALSE(rules.assets);
  EXPECT_TRUE(rules.check_external);
  EXPECT_FALSE(options->anchors);
  EXPECT_EQ(options->format, OutputFormat::kJunit);
}

TEST(Options, OfAnotherCommandMayStandInTheEnvironment) {
  EXPECT_TRUE(parse({"http://a/"}, {{"GFETCH_DEPTH", "3"}}));
  EXPECT_EQ(parse({"crawl", "http://a/"}, {{"GFETCH_DEPTH", "3"}})->crawl.depth,
            3);
}

TEST(Options, SuggestACommand) {
  EXPECT_EQ(error_of({"comprae", "http://a/"}),
            "unknown command \"comprae\" (did you mean compare? for a host of "
            "that name write http://comprae/)");
  EXPECT_EQ(error_of({"-q", "compare"}),
            "the command compare stands before everything else; for a host of "
            "that name write http://compare/");
}

TEST(Options, PutHelpBeforeWrongValues) {
  EXPECT_EQ(parse({"-c", "x", "-h"})->action, Action::kShortHelp);
  EXPECT_EQ(parse({"-c", "x", "--help"})->action, Action::kFullHelp);
  EXPECT_EQ(parse({"-V"})->action, Action::kVersion);
  EXPECT_EQ(parse({"--generate=zsh"})->action, Action::kGenerate);
}

TEST(Options, FailOnMeansAllOthersPass) {
  const auto options = parse({"--fail-on", "404,500..=599"});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_TRUE(options->visitor.accept.contains(200));
  EXPECT_TRUE(options->visitor.accept.contains(403));
  EXPECT_FALSE(options->visitor.accept.contains(404));
  EXPECT_FALSE(options->visitor.accept.contains(503));
}

class OptionTableTest : public testing::Test {
 protected:
  Options options_;
  std::vector<OptionSpec> table_ = option_table(options_);
};

TEST_F(OptionTableTest, HasNoNameTwice) {
  std::set<std::string> seen;
  for (const OptionSpec& spec : table_) {
    EXPECT_TRUE(seen.insert(std::string(spec.name)).second) << spec.name;
    EXPECT_TRUE(seen.insert(spec.environment_name()).second) << spec.name;
    if (spec.letter != 0) {
      EXPECT_TRUE(seen.insert(std::string(1, spec.letter)).second)
          << spec.letter;
    }
    if (!spec.negation.empty()) {
      EXPECT_TRUE(seen.insert(std::string(spec.negation)).second);
      EXPECT_EQ(spec.negation, "no-" + std::string(spec.name));
    }
  }
}

TEST_F(OptionTableTest, NamesConflictsWithOptionsThatThereAre) {
  std::set<std::string_view> names;
  for (const OptionSpec& spec : table_) names.insert(spec.name);
  for (const OptionSpec& spec : table_) {
    for (const std::string_view other : spec.conflicts) {
      EXPECT_TRUE(names.contains(other)) << spec.name << " and " << other;
      EXPECT_NE(spec.name, other);
    }
  }
}

TEST_F(OptionTableTest, SaysEachThingInAShortSentence) {
  for (const OptionSpec& spec : table_) {
    EXPECT_LE(spec.summary.size(), 60u) << spec.summary;
    EXPECT_TRUE(spec.summary.ends_with('.')) << spec.summary;
    EXPECT_TRUE(spec.detail.empty() || spec.detail.ends_with('.'))
        << spec.detail;
    EXPECT_EQ(spec.detail.find('\n'), std::string_view::npos) << spec.name;
    EXPECT_FALSE(spec.group.empty()) << spec.name;
  }
}

TEST_F(OptionTableTest, KeepsGroupsTogether) {
  std::set<std::string_view> finished;
  std::string_view group;
  for (const OptionSpec& spec : table_) {
    if (spec.group == group) continue;
    EXPECT_TRUE(finished.insert(spec.group).second) << spec.group;
    group = spec.group;
  }
}

TEST_F(OptionTableTest, NamesVariablesAfterOptions) {
  for (const OptionSpec& spec : table_) {
    const std::string name = spec.environment_name();
    EXPECT_EQ(name.find("GFETCH_"), 0u);
    EXPECT_TRUE(std::all_of(name.begin(), name.end(), [](char c) {
      return std::isupper(c) || std::isdigit(c) || c == '_';
    })) << name;
  }
}

TEST_F(OptionTableTest, TellsDefaultsThatMeanTheDefault) {
  for (const OptionSpec& spec : table_) {
    if (spec.default_text.empty()) continue;
    EXPECT_FALSE(spec.set(spec.default_text)) << spec.name;
  }
  const Options untouched;
  EXPECT_EQ(options_.workers, untouched.workers);
  EXPECT_EQ(options_.visitor.max_time, untouched.visitor.max_time);
  EXPECT_EQ(options_.visitor.retry.on.status_codes,
            untouched.visitor.retry.on.status_codes);
  EXPECT_EQ(options_.visitor.retry.on.tls, untouched.visitor.retry.on.tls);
  EXPECT_EQ(options_.visitor.retry.on.dns, untouched.visitor.retry.on.dns);
  EXPECT_EQ(options_.visitor.max_body_bytes, untouched.visitor.max_body_bytes);
  EXPECT_TRUE(options_.visitor.accept.contains(399));
  EXPECT_FALSE(options_.visitor.accept.contains(400));
}

}  // namespace
}  // namespace gfetch
