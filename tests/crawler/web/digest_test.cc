#include "crawler/web/auth/digest.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace gfetch::web {
namespace {

/// Returns the challenges in a WWW-Authenticate header, each as `scheme
/// name=value …`.
std::string read(const std::string& field) {
  std::string text;
  for (const Challenge& challenge :
       challenges_of({{"www-authenticate", field}})) {
    text += (text.empty() ? "" : " | ") + challenge.scheme;
    for (const auto& [name, value] : challenge.parameters) {
      text += ' ' + name + '=' + value;
    }
  }
  return text;
}

TEST(Challenge, IsReadAsItIsWritten) {
  const std::pair<const char*, const char*> kCases[] = {
      {"Basic realm=\"x\"", "basic realm=x"},
      {"Digest realm=\"a, b\", nonce=n ,qop=\"auth,auth-int\"",
       "digest realm=a, b nonce=n qop=auth,auth-int"},
      {"Digest nonce=1, Basic realm=x, Bearer",
       "digest nonce=1 | basic realm=x | bearer"},
      {"Negotiate", "negotiate"},
      {"Negotiate, NTLM, Basic REALM=\"\\\"q\\\\\"",
       "negotiate | ntlm | basic realm=\"q\\"},
      {"NTLM TlRMTVNTUAAC+/a==, Basic realm=x",
       "ntlm | tlrmtvntuaac+ | basic realm=x"},
      {" , ,Basic realm = x", "basic realm=x"},
      {"realm=x", ""},
      {"Basic realm=\"open", "basic realm=open"},
      {"\"junk\", Basic realm=x", "basic realm=x"},
      {"", ""},
  };
  for (const auto& [field, wanted] : kCases) {
    EXPECT_EQ(read(field), wanted) << field;
  }
}

TEST(Challenge, ComesFromAllFieldsOfTheName) {
  EXPECT_EQ(challenges_of({{"WWW-Authenticate", "Basic realm=x"},
                           {"Server", "Digest nonce=1"},
                           {"WWW-Authenticate", "Digest nonce=2"}})
                .size(),
            2U);
}

DigestChallenge challenge_in(const std::string& field) {
  return digest_challenge(challenges_of({{"WWW-Authenticate", field}}).at(0))
      .value();
}

const char kRfc7616[] =
    "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
    "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
    "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
const Login kMufasa{"Mufasa", "Circle of Life"};
const DigestRequest kIndex{
    .method = "GET",
    .target = "/dir/index.html",
    .client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"};

std::string rfc7616(const char* algorithm) {
  return std::string(kRfc7616) + ", algorithm=" + algorithm;
}

TEST(Digest, ProvesWhatTheExamplesOfTheRfcsProve) {
  EXPECT_NE(digest_authorization(challenge_in(rfc7616("MD5")), kMufasa, kIndex)
                .find("response=\"8ca523f5e9506fed4657c9700eebdbec\""),
            std::string::npos);
  EXPECT_NE(
      digest_authorization(challenge_in(rfc7616("SHA-256")), kMufasa, kIndex)
          .find("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697c"
                "f8db5856cb6c1\""),
      std::string::npos);
  // The examples of RFC 2617, and of RFC 2069 with the hash that its erratum
  // gives.
  EXPECT_NE(
      digest_authorization(
          challenge_in("Digest realm=\"testrealm@host.com\", qop=\"auth\", "
                       "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
          {"Mufasa", "Circle Of Life"},
          {.method = "GET",
           .target = "/dir/index.html",
           .client_nonce = "0a4f113b"})
          .find("response=\"6629fae49393a05397450978507c4ef1\""),
      std::string::npos);
  EXPECT_NE(digest_authorization(
                challenge_in("Digest realm=\"testrealm@host.com\", "
                             "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
                {"Mufasa", "CircleOfLife"},
                {.method = "GET", .target = "/dir/index.html"})
                .find("response=\"1949323746fe6a43ef61f9606e7febea\""),
            std::string::npos);
}

TEST(Digest, SaysAllThatTheServerNeeds) {
  EXPECT_EQ(
      digest_authorization(challenge_in(rfc7616("MD5")), kMufasa, kIndex),
      "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
      "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
      "uri=\"/dir/index.html\", response=\"8ca523f5e9506fed4657c9700eebdbec\", "
      "algorithm=MD5, opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", "
      "qop=auth, nc=00000001, "
      "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\"");
}

TEST(Digest, HidesTheNameWhereItIsToBeHidden) {
  // The example login of RFC 7616, 3.9.2. The hashes were computed with
  // Python's hashlib.
  const std::string answer = digest_authorization(
      challenge_in("Digest realm=\"api@example.org\", qop=\"auth\", "
                   "algorithm=SHA-512-256, userhash=true, "
                   "nonce=\"5TsQWLVdgBdmrQ0XsxbODV+57QdFR34I9HAbC/RVvkK\""),
      {"J\xc3\xa4s\xc3\xb8n Doe", "Secret, or not?"},
      {.method = "GET",
       .target = "/doe.json",
       .client_nonce = "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm"});
  EXPECT_NE(answer.find("username=\"793263caabb707a56211940d90411ea4a575adeccb7"
                        "e360aeb624ed06ece9b0b\""),
            std::string::npos)
      << answer;
  EXPECT_NE(answer.find("response=\"7e74e2acbf9fd47cd8ecedb44d93608b1cf0a5dbc7e"
                        "e9d209471ec4f3b8997a4\""),
            std::string::npos)
      << answer;
  EXPECT_NE(answer.find("userhash=true"), std::string::npos) << answer;
}

TEST(Digest, CountsRequestsAndTakesSessionsAndBodiesIn) {
  DigestRequest second = kIndex;
  second.number = 0x1f;
  const auto answer = [](const std::string& challenge,
                         const DigestRequest& request) {
    return digest_authorization(challenge_in(challenge), kMufasa, request);
  };
  EXPECT_NE(answer(rfc7616("MD5"), second).find("nc=0000001f"),
            std::string::npos);
  EXPECT_NE(answer(rfc7616("MD5-sess"), kIndex), answer(kRfc7616, kIndex));
  const std::string insists = "Digest realm=r, nonce=n, qop=\"auth-int\"";
  DigestRequest with_body = kIndex;
  with_body.body = "a=1";
  EXPECT_NE(answer(insists, with_body), answer(insists, kIndex));
  EXPECT_NE(answer(insists, kIndex).find("qop=auth-int"), std::string::npos);
}

TEST(Digest, QuotesWhatANameMayHold) {
  EXPECT_NE(digest_authorization(challenge_in("Digest realm=r, nonce=n"),
                                 {"a\"b\\c", "p"}, kIndex)
                .find(R"(username="a\"b\\c")"),
            std::string::npos);
}

TEST(Digest, RefusesWhatItCannotMeet) {
  for (const char* field : {"Basic realm=x", "Digest realm=x", "Digest nonce=1",
                            "Digest realm=x, nonce=1, algorithm=MD6",
                            "Digest realm=x, nonce=1, qop=\"other\""}) {
    EXPECT_FALSE(
        digest_challenge(challenges_of({{"WWW-Authenticate", field}}).at(0)))
        << field;
  }
  EXPECT_TRUE(challenge_in("Digest realm=x, nonce=1, stale=TRUE").stale);
}

}  // namespace
}  // namespace gfetch::web
