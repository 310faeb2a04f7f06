#include "cli/options/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/options/plan_text.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

using Words = std::vector<const char*>;

const char* no_variables(const char*) {
  return nullptr;
}

Result<Plan, UsageError> plan_of(const Words& words,
                                 const ProcessEnvironment& process = {}) {
  auto options = parse_options(words, no_variables);
  EXPECT_TRUE(options) << options.error().message;
  return make_plan(std::move(*options), process);
}

std::string header_of(const Plan& plan, const std::string& name) {
  for (const crawl::ScopedHeader& header :
       plan.session.visitor.request.headers) {
    if (header.header.name == name) return header.header.value;
  }
  return "none";
}

TEST(Plan, ChoosesTheMethodByTheBody) {
  const auto method = [](const Words& words) {
    return plan_of(words)->session.visitor.request.method;
  };
  EXPECT_EQ(method({"http://a/"}), "GET");
  EXPECT_EQ(method({"-d", "x", "http://a/"}), "POST");
  EXPECT_EQ(method({"-d", "x", "-X", "PUT", "http://a/"}), "PUT");
  EXPECT_EQ(method({"-I", "http://a/"}), "HEAD");
  EXPECT_EQ(plan_of({"-I", "http://a/"})->session.visitor.request.method,
            "HEAD");
}

TEST(Plan, TypesTheBodyUnlessTheUserDoes) {
  EXPECT_EQ(header_of(*plan_of({"-d", "x", "http://a/"}), "Content-Type"),
            "application/x-www-form-urlencoded");
  EXPECT_EQ(header_of(*plan_of({"-d", "{}", "-H", "content-type: a/json",
                                "http://a/"}),
                      "Content-Type"),
            "none");
}

TEST(Plan, NamesItselfUnlessToldOtherwise) {
  const auto agent = [](const Words& words) {
    return plan_of(words)->session.visitor.request.user_agent;
  };
  EXPECT_EQ(agent({"http://a/"}).find("gfetch/"), 0u);
  EXPECT_EQ(agent({"-A", "me", "http://a/"}), "me");
  EXPECT_EQ(agent({"-A", "", "http://a/"}), "");
}

TEST(Plan, LogsIn) {
  const auto logins =
      plan_of({"-u", "joe:a:b", "http://a/"})->session.visitor.logins;
  EXPECT_EQ(logins.login, (web::Login{"joe", "a:b"}));
  EXPECT_EQ(logins.scheme, web::LoginScheme::kBasic);
  EXPECT_FALSE(logins.netrc);
  EXPECT_EQ(plan_of({"--bearer", "abc", "http://a/"})
                ->session.visitor.request.authorization,
            "Bearer abc");
}

TEST(Plan, KeepsHeadersAtHomeUnlessToldOtherwise) {
  const auto scope = [](const Words& words) {
    return plan_of(words)->session.visitor.request.headers.front().scope;
  };
  EXPECT_EQ(scope({"-H", "A: b", "http://a/"}),
            crawl::HeaderScope::kSameOrigin);
  EXPECT_EQ(scope({"-H", "A: b", "--header-everywhere", "http://a/"}),
            crawl::HeaderScope::kEverywhere);
}

TEST(Plan, ReadsStdinUnlessItIsATerminal) {
  EXPECT_EQ(plan_of({})->inputs.size(), 1u);
  EXPECT_EQ(plan_of({"http://a/"})->inputs.size(), 1u);
  const auto idle = plan_of({}, {.stdin_is_terminal = true});
  ASSERT_FALSE(idle);
  EXPECT_EQ(idle.error().message.find("nothing to fetch"), 0u);
}

TEST(Plan, RefusesFilesThatCannotBeRead) {
  const test::TempDir dir;
  const std::string absent = (dir.path() / "absent").string();
  const auto input = plan_of({"-i", absent.c_str()});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().message.find("-i: cannot read"), 0u);
  for (const std::string option : {"--cacert", "--crlfile", "--cert"}) {
    const auto plan = plan_of({option.c_str(), absent.c_str(), "http://a/"});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().message.find(option + ": cannot read"), 0u);
  }
  EXPECT_FALSE(plan_of({"-i", dir.path().c_str()}));
}

TEST(Plan, ReadsTheClientsCertificateOnce) {
  const test::TempDir dir;
  const std::string pem = dir.write("c", "-----BEGIN CERTIFICATE-----\n");
  const std::string key = dir.write("k", "-----BEGIN PRIVATE KEY-----\n");
  const std::string der = dir.write("d", "\x30\x82");
  const auto plan =
      plan_of({"--cert", pem.c_str(), "--key", key.c_str(), "http://a/"});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->session.http.certificate, "-----BEGIN CERTIFICATE-----\n");
  EXPECT_EQ(plan->session.http.key, "-----BEGIN PRIVATE KEY-----\n");
  const auto other =
      plan_of({"--cert", pem.c_str(), "--key", der.c_str(), "http://a/"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, "--key: \"" + der + "\": not in PEM form");
}

TEST(Plan, HoldsTheListOfAComparison) {
  const test::TempDir dir;
  const std::string list = dir.write("list", "http://a/\nhttp://b/\n").string();
  const auto plan = plan_of({"compare", "-i", list.c_str(), "http://c/"});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->held.size(), 1u);
  EXPECT_EQ(plan->held[0].text, "http://a/\nhttp://b/\n");
  EXPECT_EQ(plan->urls.size(), 1u);
  EXPECT_TRUE(plan->inputs.empty());
}

TEST(Plan, ComparesNoListThatIsTooLong) {
  const test::TempDir dir;
  const std::string list =
      dir.write("list", std::string(1'000'001, '\n')).string();
  const auto plan = plan_of({"compare", "-i", list.c_str()});
  ASSERT_FALSE(plan);
  EXPECT_NE(plan.error().message.find("1000000 lines"), std::string::npos);
}

TEST(Plan, T59FetchesFewerAtATimeWithFewDescriptors) {
  const auto few = plan_of({"-c", "150", "http://a/"}, {.descriptors = 40});
  EXPECT_LT(few->session.workers, 16u);
  EXPECT_GE(few->session.workers, 1u);
  EXPECT_FALSE(few->descriptor_warning.empty());
  const auto enough = plan_of({"-c", "150", "http://a/"});
  EXPECT_EQ(enough->session.workers, 150u);
  EXPECT_TRUE(enough->descriptor_warning.empty());
  EXPECT_GE(plan_of({"http://a/"}, {.descriptors = 3})->session.workers, 1u);
}

TEST(Plan, ColoursOnlyATerminal) {
  const ProcessEnvironment terminal{.stdout_is_terminal = true,
                                    .stderr_is_terminal = true};
  ProcessEnvironment plain = terminal;
  plain.colours_wanted = false;
  EXPECT_EQ(plan_of({"http://a/"}, terminal)->colour, report::Colour::kOn);
  EXPECT_EQ(plan_of({"http://a/"}, plain)->colour, report::Colour::kOff);
  EXPECT_EQ(plan_of({"http://a/"})->colour, report::Colour::kOff);
  EXPECT_EQ(plan_of({"--color", "always", "http://a/"})->colour,
            report::Colour::kOn);
  EXPECT_EQ(plan_of({"--color", "never", "http://a/"}, terminal)->colour,
            report::Colour::kOff);
  EXPECT_EQ(plan_of({"-o", "f", "http://a/"}, terminal)->colour,
            report::Colour::kOff);
}

TEST(Plan, DrawsABarWhereItIsAlone) {
  const ProcessEnvironment only_stderr{.stderr_is_terminal = true};
  const ProcessEnvironment both{.stdout_is_terminal = true,
                                .stderr_is_terminal = true};
  ProcessEnvironment dumb = only_stderr;
  dumb.can_redraw = false;
  const auto style = [](const Words& words, const ProcessEnvironment& process) {
    return plan_of(words, process)->progress;
  };
  EXPECT_EQ(style({"http://a/"}, only_stderr), ProgressStyle::kBar);
  EXPECT_EQ(style({"http://a/"}, both), ProgressStyle::kNone);
  EXPECT_EQ(style({"-o", "f", "http://a/"}, both), ProgressStyle::kBar);
  EXPECT_EQ(style({"http://a/"}, {}), ProgressStyle::kNone);
  EXPECT_EQ(style({"http://a/"}, dumb), ProgressStyle::kNone);
  EXPECT_EQ(style({"-q", "http://a/"}, only_stderr), ProgressStyle::kNone);
  EXPECT_EQ(style({"-v", "http://a/"}, only_stderr), ProgressStyle::kNone);
  EXPECT_EQ(style({"--progress", "json", "http://a/"}, {}),
            ProgressStyle::kJson);
}

TEST(Plan, SummarizesUnlessToBeQuiet) {
  EXPECT_TRUE(plan_of({"http://a/"})->summary);
  EXPECT_FALSE(plan_of({"-q", "http://a/"})->summary);
  EXPECT_TRUE(plan_of({"-q", "--summary", "http://a/"})->summary);
  EXPECT_FALSE(plan_of({"--no-summary", "http://a/"})->summary);
}

TEST(Plan, OfACrawlNeedsAUrl) {
  const auto plan = plan_of({"crawl"});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().message.find("nothing to crawl: name a URL"), 0u);
}

TEST(PlanText, TellsHowACrawlGoes) {
  const auto plan =
      plan_of({"check", "--max-pages", "9", "--max-pages-per-host", "3",
               "--scope", "prefix", "-f", "markdown", "http://a/"});
  ASSERT_TRUE(plan);
  const std::string text = plan_text(*plan);
  for (const char* const line :
       {"command           check\n", "depth             5\n",
        "scope             the folder of each URL\n",
        "pages             9 in all, 3 of a host\n",
        "robots.txt        obeyed\n", "external links    left out\n",
        "format            markdown\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(PlanText, T09TellsThePlanButNoSecret) {
  const auto plan = plan_of({"-u", "joe:hunter2", "-c", "7", "-H",
                             "Cookie: hunter2", "--rate", "10/s", "http://a/"});
  const std::string text = plan_text(*plan);
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_NE(text.find("7, up to 8 to one host"), std::string::npos) << text;
  EXPECT_NE(text.find("10 in 1s"), std::string::npos) << text;
  EXPECT_NE(text.find("1 as arguments, 0 lists"), std::string::npos) << text;
}

}  // namespace
}  // namespace gfetch
