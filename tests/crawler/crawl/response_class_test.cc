#include "crawler/crawl/visit/response_class.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "crawler/crawl/result/retry_after.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;
using Kind = HostAnswer::Kind;

Kind kind_of(int status_code) {
  http::Response response;
  response.status_code = status_code;
  return host_answer(response).kind;
}

Kind kind_of(ErrorKind error) {
  return host_answer(Error{error, "so"}).kind;
}

TEST(Answer, SaysHowTheHostTookIt) {
  EXPECT_EQ(kind_of(200), Kind::kServed);
  EXPECT_EQ(kind_of(404), Kind::kServed);
  EXPECT_EQ(kind_of(429), Kind::kTurnedAway);
  EXPECT_EQ(kind_of(503), Kind::kTurnedAway);
  EXPECT_EQ(kind_of(ErrorKind::kTruncated), Kind::kServed);
  EXPECT_EQ(kind_of(ErrorKind::kIdleTimeout), Kind::kSilent);
  EXPECT_EQ(kind_of(ErrorKind::kTimeout), Kind::kSilent);
  EXPECT_EQ(kind_of(ErrorKind::kConnectRefused), Kind::kUnreached);
  EXPECT_EQ(kind_of(ErrorKind::kTlsExpired), Kind::kUnreached);
}

TEST(Answer, ComesToNothingWhereAServerWasAndSaidNothingOfUse) {
  EXPECT_TRUE(no_response({ErrorKind::kEmptyReply, ""}));
  EXPECT_TRUE(no_response({ErrorKind::kReset, ""}));
  EXPECT_TRUE(no_response({ErrorKind::kBadResponse, ""}));
  EXPECT_FALSE(no_response({ErrorKind::kConnectRefused, ""}));
  EXPECT_FALSE(no_response({ErrorKind::kTimeout, ""}));
}

TEST(Answer, HasTheLengthOfANumberAndNothingElse) {
  const std::pair<std::string, std::optional<std::uint64_t>> cases[] = {
      {"0", 0},
      {"18446744073709551615", 18446744073709551615U},
      {"18446744073709551616", std::nullopt},
      {"-1", std::nullopt},
      {"12x", std::nullopt},
      {"", std::nullopt}};
  for (const auto& [value, length] : cases) {
    EXPECT_EQ(content_length({{"content-length", value}}), length) << value;
  }
  EXPECT_EQ(content_length({}), std::nullopt);
}

TEST(Answer, AsksForPatienceInSecondsOrByDate) {
  const std::chrono::system_clock::time_point now(784111777s - 7s);
  EXPECT_EQ(retry_after({{"Retry-After", "3"}}, now), 3s);
  EXPECT_EQ(
      retry_after({{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"}}, now), 7s);
  EXPECT_EQ(retry_after({}, now), std::nullopt);
}

TEST(Answer, TellsARetryPolicyWhatCame) {
  const std::chrono::system_clock::time_point now(784111777s);
  http::Response response;
  response.status_code = 503;
  response.headers = {{"Retry-After", "3"}};
  const Attempt answered = attempt_of(response, now);
  EXPECT_EQ(answered.status_code, 503);
  EXPECT_EQ(answered.retry_after, 3s);
  EXPECT_EQ(answered.error, std::nullopt);
  const Attempt failed = attempt_of(Error{ErrorKind::kReset, "gone"}, now);
  EXPECT_EQ(failed.error, ErrorKind::kReset);
  EXPECT_EQ(failed.status_code, 0);
}

TEST(Answer, IsASentence) {
  http::Response response;
  response.status_code = 404;
  EXPECT_EQ(status_sentence(response), "the server answered 404");
  response.reason = "Not Found";
  EXPECT_EQ(status_sentence(response), "the server answered 404 Not Found");
}

TEST(Answer, AddsPhasesThatTookPlace) {
  http::Timing first;
  first.dns = 2ms;
  first.ttfb = 5ms;
  http::Timing second;
  second.ttfb = 1ms;
  http::Timing sum;
  add(sum, first);
  add(sum, second);
  EXPECT_EQ(sum.dns, 2ms);
  EXPECT_EQ(sum.ttfb, 6ms);
  EXPECT_EQ(sum.connect, std::nullopt);
}

}  // namespace
}  // namespace gfetch::crawl
