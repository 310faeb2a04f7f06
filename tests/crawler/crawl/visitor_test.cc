#include "crawl/visit/visitor.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "crawl/frontier/frontier.h"
#include "crawl/list_policy.h"
#include "crawler/web/hash/hash.h"
#include "gfetch/crawl/testing/fake_fetcher.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using test::failure;
using test::FakeAnswer;
using test::redirect_to;

class VisitorTest : public testing::Test {
 protected:
  VisitorTest() { options_.request.user_agent = "gfetch/test"; }

  Visit visit(const std::string& url) {
    Candidate candidate;
    candidate.url = *web::parse_http_url(url);
    return visit(std::move(candidate));
  }

  Visit visit(Candidate candidate) {
    Visitor visitor(options_, policy_, web_, [] { return 0.5; });
    frontier_.offer(std::move(candidate));
    std::optional<Lease> lease = frontier_.next();
    std::optional<Visit> visit;
    while (!(visit = visitor.visit(*lease))) {
      ++turns_;
      lease = frontier_.next(std::move(lease));
    }
    lease->finish();
    return std::move(*visit);
  }

  // Returns the value of the header `name` in the request number `index`.
  std::string sent(std::size_t index, std::string_view name) const {
    const auto& headers = web_.asked().at(index).request.headers;
    const http::Header* header = find_header(headers, name);
    return header == nullptr ? "(none)" : header->value;
  }

  Hub hub_{{.clock = ClockKind::kVirtual}};
  test::FakeFetcher web_;
  VisitorOptions options_;
  ListPolicy policy_;
  Frontier frontier_;
  int turns_ = 0;  ///< how often a visit waited in the frontier
};

TEST_F(VisitorTest, RecordsAnAnswer) {
  web_.usual = {
      .headers = {{"Content-Length", "5"}}, .body = "hello", .delay = 20ms};
  const Visit visit = this->visit("http://a/x");
  EXPECT_EQ(visit.outcome, Outcome::kFetched);
  EXPECT_TRUE(visit.ok);
  EXPECT_FALSE(visit.error);
  EXPECT_EQ(visit.url, "http://a/x");
  EXPECT_EQ(visit.final_url, "http://a/x");
  EXPECT_EQ(visit.method, "GET");
  EXPECT_EQ(visit.status_code, 200);
  EXPECT_EQ(visit.bytes, 5U);
  EXPECT_EQ(visit.wire_bytes, 5U);
  EXPECT_EQ(visit.content_length, 5U);
  EXPECT_EQ(visit.remote_ip, "192.0.2.1");
  EXPECT_EQ(visit.timing.total, 20ms);
  EXPECT_EQ(visit.num_retries, 0);
}

TEST_F(VisitorTest, CountsAStatusThatIsNotAcceptedAsFailed) {
  web_.usual.status_code = 404;
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.outcome, Outcome::kFailed);
  EXPECT_FALSE(visit.ok);
  EXPECT_EQ(visit.status_code, 404);
  EXPECT_EQ(visit.error->kind, ErrorKind::kHttpStatus);
  EXPECT_EQ(visit.error->message, "the server answered 404 Scripted");
}

TEST_F(VisitorTest, AcceptsWhatItIsTold) {
  options_.accept = *AcceptSet::parse("404");
  web_.usual.status_code = 404;
  EXPECT_TRUE(visit("http://a/").ok);
  web_.usual.status_code = 200;
  EXPECT_FALSE(visit("http://a/").ok);
}

TEST_F(VisitorTest, SendsTheUsersHeadersAndItsOwn) {
  options_.request.headers = {
      {{"X-A", "1"}, HeaderScope::kSameOrigin},
      {{"accept", "text/html"}, HeaderScope::kSameOrigin}};
  visit("http://a/");
  EXPECT_EQ(sent(0, "X-A"), "1");
  EXPECT_EQ(sent(0, "Accept"), "text/html");
  EXPECT_EQ(sent(0, "User-Agent"), "gfetch/test");
  EXPECT_EQ(sent(0, "Accept-Encoding"), "gzip, deflate, br, zstd");
  EXPECT_EQ(web_.asked()[0].request.headers.size(), 4U);
}

TEST_F(VisitorTest, SendsWhatAJsonLineSays) {
  options_.request.headers = {{{"X-A", "1"}, HeaderScope::kSameOrigin}};
  Candidate candidate;
  candidate.url = *web::parse_http_url("http://a/");
  candidate.overrides = std::make_shared<const RequestOverrides>(
      RequestOverrides{.method = "PUT",
                       .headers = {{"x-a", "2"}, {"X-B", "3"}},
                       .body = "data"});
  const Visit visit = this->visit(std::move(candidate));
  EXPECT_EQ(visit.method, "PUT");
  EXPECT_EQ(sent(0, "X-A"), "2");
  EXPECT_EQ(sent(0, "X-B"), "3");
  EXPECT_EQ(*web_.asked()[0].request.body, "data");
}

TEST_F(VisitorTest, KeepsCredentialsOutOfUrlsAndRecords) {
  const Visit visit = this->visit("http://user:p%40ss@a/");
  EXPECT_EQ(visit.url, "http://user:***@a/");
  EXPECT_EQ(visit.final_url, "http://user:***@a/");
  EXPECT_EQ(web_.urls()[0], "http://a/");
  EXPECT_EQ(sent(0, "Authorization"), "Basic dXNlcjpwQHNz");
}

struct Base64Case {
  const char* user;
  const char* authorization;
};

TEST_F(VisitorTest, EncodesCredentialsOfAnyLength) {
  const Base64Case kCases[] = {{"a:b", "Basic YTpi"},
                               {"a:bc", "Basic YTpiYw=="},
                               {"a:bcd", "Basic YTpiY2Q="},
                               {"a:bcde", "Basic YTpiY2Rl"}};
  std::size_t index = 0;
  for (const Base64Case& wanted : kCases) {
    visit("http://" + std::string(wanted.user) + "@h/");
    EXPECT_EQ(sent(index++, "Authorization"), wanted.authorization);
  }
}

TEST_F(VisitorTest, FollowsRedirectsAndRecordsThem) {
  web_.on("http://a/", redirect_to("/b", 301));
  web_.on("http://a/b", redirect_to("http://c/"));
  web_.usual.delay = 10ms;
  const Visit visit = this->visit("http://a/");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.url, "http://a/");
  EXPECT_EQ(visit.final_url, "http://c/");
  ASSERT_EQ(visit.redirects.size(), 2U);
  EXPECT_EQ(visit.redirects[0].url, "http://a/");
  EXPECT_EQ(visit.redirects[0].status_code, 301);
  EXPECT_EQ(visit.redirects[1].url, "http://a/b");
  EXPECT_EQ(visit.timing.total, 10ms);
}

TEST_F(VisitorTest, FollowsARedirectWhoseBodyHasNoEnd) {
  FakeAnswer open = redirect_to("/2");
  open.body = "no length, so until the connection ends";
  FakeAnswer long_one = redirect_to("/2");
  long_one.headers.push_back({"Content-Length", "900000"});
  long_one.body = std::string(900'000, 'x');
  web_.on("http://a/1", open);
  web_.on("http://a/3", long_one);
  for (const char* url : {"http://a/1", "http://a/3"}) {
    const Visit visit = this->visit(url);
    EXPECT_TRUE(visit.ok) << url;
    EXPECT_EQ(visit.final_url, "http://a/2") << url;
  }
}

TEST_F(VisitorTest, ReportsTheRedirectItselfWhenToldNotToFollow) {
  options_.follow_redirects = false;
  web_.on("http://a/", redirect_to("/b"));
  const Visit visit = this->visit("http://a/");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.status_code, 302);
  EXPECT_EQ(web_.count(), 1U);
}

TEST_F(VisitorTest, LeavesCredentialsAtHome) {
  options_.request.authorization = "Bearer x";
  options_.request.headers = {{{"X-A", "1"}, HeaderScope::kSameOrigin},
                              {{"X-B", "2"}, HeaderScope::kEverywhere}};
  web_.on("http://a/", redirect_to("http://b/"));
  web_.on("http://b/", redirect_to("http://a/2"));
  visit("http://a/");
  EXPECT_EQ(sent(0, "Authorization"), "Bearer x");
  EXPECT_EQ(sent(1, "Authorization"), "(none)");
  EXPECT_EQ(sent(1, "X-A"), "(none)");
  EXPECT_EQ(sent(1, "X-B"), "2");
  EXPECT_EQ(sent(1, "User-Agent"), "gfetch/test");
  EXPECT_EQ(sent(2, "Authorization"), "Bearer x");
}

TEST_F(VisitorTest, LeavesTheUrlsCredentialsAtHomeToo) {
  web_.on("http://a/", redirect_to("https://a/"));
  web_.on("https://a/", redirect_to("http://a/2"));
  visit("http://u:p@a/");
  EXPECT_EQ(sent(1, "Authorization"), "(none)");
  EXPECT_EQ(sent(2, "Authorization"), "Basic dTpw");
}

TEST_F(VisitorTest, AnswersAChallengeWithinTheVisit) {
  options_.logins = {.login = web::Login{"ann", "s3cret"},
                     .scheme = web::LoginScheme::kDigest};
  options_.request.method = "POST";
  options_.request.body = std::make_shared<const std::string>("a=1");
  web_.on(
      "http://a/",
      {.status_code = 401,
       .headers = {{"WWW-Authenticate", "Digest realm=r, nonce=n, qop=auth"}},
       .body = "who are you?",
       .delay = 10ms});
  web_.on("http://a/", {.body = "hello", .delay = 20ms});
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.status_code, 200);
  EXPECT_EQ(visit.bytes, 5U);
  EXPECT_EQ(visit.num_retries, 0);
  EXPECT_EQ(visit.timing.ttfb, 30ms);
  EXPECT_EQ(visit.timing.total, 30ms);
  ASSERT_EQ(web_.count(), 2U);
  EXPECT_EQ(sent(0, "Authorization"), "(none)");
  EXPECT_TRUE(sent(1, "Authorization").starts_with("Digest username=\"ann\""));
  EXPECT_EQ(*web_.asked()[1].request.body, "a=1");
}

TEST_F(VisitorTest, EndsWithTheAnswerToAWrongPassword) {
  options_.logins = {.login = web::Login{"ann", "wrong"},
                     .scheme = web::LoginScheme::kAny};
  web_.usual = {
      .status_code = 401,
      .headers = {{"WWW-Authenticate", "Digest realm=r, nonce=n, stale=true"}}};
  EXPECT_EQ(visit("http://a/").status_code, 401);
  EXPECT_EQ(web_.count(), 3U) << "who always says stale is not believed twice";
}

TEST_F(VisitorTest, AsksOverHttpsWhereAHostWantsIt) {
  options_.hsts = std::make_shared<web::Hsts>();
  options_.request.headers = {{{"X-A", "1"}, HeaderScope::kSameOrigin}};
  web_.on("https://a/",
          {.status_code = 302,
           .headers = {
               {"Location", "http://a/2"},
               {"strict-transport-security", "max-age=60; includeSubDomains"},
               {"Strict-Transport-Security", "max-age=0"}}});
  visit("https://a/");
  const Visit visit = this->visit("http://www.a/");
  EXPECT_EQ(web_.urls(), (std::vector<std::string>{"https://a/", "https://a/2",
                                                   "https://www.a/"}));
  EXPECT_EQ(sent(1, "X-A"), "1") << "it never left home";
  EXPECT_EQ(sent(2, "X-A"), "1");
  EXPECT_EQ(visit.url, "http://www.a/");
  EXPECT_EQ(visit.final_url, "https://www.a/");
  EXPECT_TRUE(visit.redirects.empty());
}

TEST_F(VisitorTest, LearnsNothingOfHttpsThatWasNotVerified) {
  options_.hsts = std::make_shared<web::Hsts>();
  options_.learns_hsts = false;
  web_.usual.headers = {{"Strict-Transport-Security", "max-age=60"}};
  visit("https://a/");
  visit("http://a/");
  EXPECT_EQ(web_.urls()[1], "http://a/");
}

TEST_F(VisitorTest, StopsAtTooManyRedirects) {
  options_.redirects.max_hops = 1;
  web_.on("http://a/", redirect_to("/1"));
  web_.on("http://a/1", redirect_to("/2"));
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kTooManyRedirects);
  EXPECT_EQ(visit.status_code, 302);
  EXPECT_EQ(visit.final_url, "http://a/1");
}

TEST_F(VisitorTest, OpensNothingForOtherSchemes) {
  web_.on("http://a/", redirect_to("file:///etc/passwd"));
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kUnsupportedScheme);
  EXPECT_EQ(web_.count(), 1U);
}

TEST_F(VisitorTest, RefusesPrivateAddressesOnlyToHostsNobodyNamed) {
  web_.on("http://a/", redirect_to("http://a:81/"));
  web_.on("http://a:81/", redirect_to("http://b/"));
  visit("http://a/");
  const auto& asked = web_.asked();
  EXPECT_EQ(asked[0].request.private_addresses,
            http::PrivateAddresses::kAllowAsAtFirst);
  EXPECT_EQ(asked[1].request.private_addresses,
            http::PrivateAddresses::kAllowAsAtFirst);
  EXPECT_EQ(asked[2].request.private_addresses,
            http::PrivateAddresses::kRefuse);
}

TEST_F(VisitorTest, ObeysThePrivatePolicy) {
  options_.private_addresses = PrivatePolicy::kDeny;
  visit("http://a/");
  options_.private_addresses = PrivatePolicy::kAllow;
  web_.on("http://b/", redirect_to("http://c/"));
  visit("http://b/");
  const auto& asked = web_.asked();
  EXPECT_EQ(asked[0].request.private_addresses,
            http::PrivateAddresses::kRefuseBeyondProxies);
  EXPECT_EQ(asked[2].request.private_addresses, http::PrivateAddresses::kAllow);
}

TEST_F(VisitorTest, EndsWhenItsTimeIsOver) {
  options_.max_time = 5s;
  web_.on("http://a/", redirect_to("/1"));
  web_.on("http://a/1", {.delay = 1h});
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(hub_.now().time_since_epoch(), 5s);
  EXPECT_EQ(web_.in_flight(), 0);
  EXPECT_EQ(visit.redirects.size(), 1U);
}

TEST_F(VisitorTest, CapsTheDecodedBody) {
  options_.max_body_bytes = 100;
  web_.usual.body = std::string(101, 'x');
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kBodyTooLarge);
  EXPECT_EQ(visit.status_code, 200);
  EXPECT_EQ(visit.bytes, 100U);
  web_.usual.body = std::string(100, 'x');
  EXPECT_TRUE(this->visit("http://a/").ok);
}

TEST_F(VisitorTest, DescribesHashesAndKeepsBodiesWhenAskedTo) {
  web_.usual.headers = {{"Content-Type", "text/html"}};
  web_.usual.body = "<meta charset=latin1><title>caf\xE9</title>";
  Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.title + visit.charset + visit.sha256, "");
  EXPECT_FALSE(visit.body);
  options_.bodies = {
      .describes = true, .hash = BodyHash::kSha256, .keeps = true};
  visit = this->visit("http://a/");
  EXPECT_EQ(visit.title, "caf\u00e9");
  EXPECT_EQ(visit.charset, "windows-1252");
  EXPECT_EQ(visit.sha256, web::sha256_hex(web_.usual.body));
  EXPECT_EQ(visit.body, "<meta charset=latin1><title>caf\u00e9</title>");
  EXPECT_FALSE(visit.body_base64);
}

struct KeptCase {
  const char* type;
  std::string bytes;
  std::optional<std::string> body;
  std::optional<std::string> base64;
};

TEST_F(VisitorTest, KeepsTextAsTextAndTheRestInBase64) {
  const KeptCase kCases[] = {
      {"text/plain", "caf\u00e9", "caf\u00e9", {}},
      {"text/plain", "caf\xE9", {}, "Y2Fm6Q=="},
      {"text/plain; charset=latin1", "caf\xE9", "caf\u00e9", {}},
      {"text/plain; charset=klingon", "abc", "abc", {}},
      {"text/plain; charset=utf-8", "caf\xE9", {}, "Y2Fm6Q=="},
      {"application/json", "\xEF\xBB\xBF{}", "{}", {}},
      {"application/octet-stream", "abc", {}, "YWJj"},
      {"", "abc", "abc", {}},
      {"", std::string("a\0b", 3), {}, "YQBi"},
      {"text/plain", "", "", {}}};
  options_.bodies.keeps = true;
  for (const KeptCase& one : kCases) {
    web_.usual.headers = {{"Content-Type", one.type}};
    web_.usual.body = one.bytes;
    const Visit visit = this->visit("http://a/");
    EXPECT_EQ(visit.body, one.body) << one.type << one.bytes;
    EXPECT_EQ(visit.body_base64, one.base64) << one.type << one.bytes;
  }
}

TEST_F(VisitorTest, HashesAndKeepsNoBodyThatWasCutOff) {
  options_.bodies = {
      .describes = true, .hash = BodyHash::kSha256, .keeps = true};
  options_.max_body_bytes = 20;
  web_.usual.headers = {{"Content-Type", "text/html"}};
  web_.usual.body = "<title>a</title> and more";
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kBodyTooLarge);
  EXPECT_EQ(visit.title, "a");
  EXPECT_EQ(visit.sha256, "");
  EXPECT_FALSE(visit.body);
}

TEST_F(VisitorTest, KeepsTheBodyOfTheFinalAnswerOnly) {
  options_.bodies.keeps = true;
  web_.on("http://a/", redirect_to("/b"));
  web_.on("http://a/b", {.status_code = 503, .body = "later"});
  web_.on("http://a/b", {.body = "now"});
  EXPECT_EQ(visit("http://a/").body, "now");
}

TEST_F(VisitorTest, SaysWhenABodyCannotBeDecoded) {
  web_.usual.headers = {{"Content-Encoding", "gzip"}};
  web_.usual.body = "\x1f\x8b\x08 cut";
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kDecodeError);
  EXPECT_EQ(visit.status_code, 200);
}

TEST_F(VisitorTest, TriesAgainAfterAPassingFailure) {
  web_.on("http://a/", failure(ErrorKind::kReset));
  web_.on("http://a/", {.status_code = 503});
  web_.on("http://a/", {});
  const Visit visit = this->visit("http://a/");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.num_retries, 2);
  EXPECT_EQ(web_.asked()[1].at.time_since_epoch(), 500ms);
  EXPECT_EQ(web_.asked()[2].at.time_since_epoch(), 1500ms);
  EXPECT_EQ(visit.timing.queue, 1500ms);
}

TEST_F(VisitorTest, GivesTheLastFailureWhenItGivesUp) {
  web_.usual = failure(ErrorKind::kConnectRefused);
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kConnectRefused);
  EXPECT_EQ(visit.num_retries, 2);
  EXPECT_EQ(web_.count(), 3U);
}

TEST_F(VisitorTest, DoesNotWaitForARetryBeyondItsTime) {
  options_.max_time = 5s;
  web_.usual = {.status_code = 503, .headers = {{"Retry-After", "30"}}};
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kHttpStatus);
  EXPECT_EQ(hub_.now().time_since_epoch(), 0s);
}

TEST_F(VisitorTest, PausesTheWholeHostOnRetryAfter) {
  web_.on("http://a/", {.status_code = 429, .headers = {{"Retry-After", "7"}}});
  web_.on("http://a/", {});
  auto other = spawn([this] {
    sleep_for(1s);
    visit("http://a/other");
  });
  EXPECT_TRUE(visit("http://a/").ok);
  other.join();
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(web_.asked()[i].at.time_since_epoch(), 7s);
  }
}

TEST_F(VisitorTest, PausesTheHostEvenIfThisUrlIsNotTriedAgain) {
  options_.retry.max_retries = 0;
  web_.on("http://a/", {.status_code = 429, .headers = {{"Retry-After", "7"}}});
  EXPECT_FALSE(visit("http://a/").ok);
  EXPECT_TRUE(visit("http://a/other").ok);
  EXPECT_EQ(hub_.now().time_since_epoch(), 7s);
}

TEST_F(VisitorTest, HeedsNoRetryAfterOfASuccess) {
  web_.on("http://a/", {.headers = {{"Retry-After", "7"}}});
  EXPECT_TRUE(visit("http://a/").ok);
  EXPECT_TRUE(visit("http://a/other").ok);
  EXPECT_EQ(hub_.now().time_since_epoch(), 0s);
}

TEST_F(VisitorTest, WaitsInTheFrontierForARetry) {
  web_.on("http://a/", {.status_code = 503});
  web_.on("http://a/", {});
  const Visit visit = this->visit("http://a/");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(turns_, 1);
}

TEST_F(VisitorTest, RemembersItsHopsOverARetry) {
  options_.max_time = 10s;
  web_.on("http://a/", redirect_to("http://b/"));
  web_.on("http://b/", {.status_code = 503, .delay = 1s});
  web_.on("http://b/", redirect_to("/end"));
  web_.on("http://b/end", {.delay = 2s});
  const Visit visit = this->visit("http://a/");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.redirects.size(), 2U);
  EXPECT_EQ(visit.final_url, "http://b/end");
  EXPECT_EQ(visit.num_retries, 1);
  EXPECT_EQ(visit.timing.total, 3500ms);
}

TEST_F(VisitorTest, CountsTimeBeforeARetryToo) {
  options_.max_time = 10s;
  web_.on("http://a/", {.status_code = 503, .delay = 6s});
  web_.on("http://a/", {.delay = 6s});
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(hub_.now().time_since_epoch(), 10s);
}

TEST_F(VisitorTest, StopsRetryingWhenTheBudgetOfTheRunIsUsedUp) {
  options_.retry = {.max_retries = 9, .budget = {.count = 4}};
  web_.usual = failure(ErrorKind::kConnectRefused);
  const Visit visit = this->visit("http://a/");
  EXPECT_EQ(visit.error->kind, ErrorKind::kConnectRefused);
  EXPECT_EQ(visit.num_retries, 4);
}

TEST_F(VisitorTest, TakesBodiesNoFasterThanTold) {
  options_.bytes_per_second = 1000;
  web_.usual.body = std::string(5000, 'x');
  EXPECT_TRUE(visit("http://a/").ok);
  EXPECT_EQ(hub_.now().time_since_epoch(), 5s);
}

TEST_F(VisitorTest, DoesNotCountItsOwnThrottleForTheTimeOfTheUrl) {
  options_.bytes_per_second = 1000;
  options_.max_time = 3s;
  web_.on("http://a/", redirect_to("/2"));
  web_.on("http://a/2", {.body = std::string(60'000, 'x'), .delay = 1s});
  const Visit visit = this->visit("http://a/");
  EXPECT_TRUE(visit.ok);
  EXPECT_EQ(visit.bytes, 60'000U);
  EXPECT_EQ(visit.timing.total, 61s);
}

TEST_F(VisitorTest, FreesAllWhenItIsKilled) {
  web_.usual.delay = 1h;
  auto fiber = spawn([this] { visit("http://a/"); });
  yield();
  EXPECT_EQ(web_.in_flight(), 1);
  fiber.kill();
  EXPECT_EQ(web_.in_flight(), 0);
  EXPECT_EQ(frontier_.status(0).queued, 1U);
}

}  // namespace
}  // namespace gfetch::crawl
