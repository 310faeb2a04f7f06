// Tests gfetch with the replies of about a hundred unusual servers in curl's
// test suite: gfetch must have the same kind of outcome as curl. The replies
// are read from the conformance folder and are not part of this repository.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/coding.h"
#include "tests/support/conformance.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

const std::vector<Json>& cases() {
  static const std::vector<Json> all = [] {
    const auto file = conformance_file("http/curl_http_replies.json");
    const auto json = file ? Json::parse(read_file(*file)) : std::nullopt;
    return json ? json->items() : std::vector<Json>{};
  }();
  return all;
}

/// Returns the number of the test case in a request target: the digits after
/// the last `/` that is followed by digits, or else the last digits of the
/// target.
std::string number_in(std::string_view target) {
  std::string after_slash;
  std::string last;
  for (std::size_t i = 0; i < target.size();) {
    std::size_t end = i;
    while (end < target.size() &&
           std::isdigit(static_cast<unsigned char>(target[end])))
      ++end;
    if (end > i) {
      last = target.substr(i, end - i);
      if (i > 0 && target[i - 1] == '/') after_slash = last;
    }
    i = std::max(end, i + 1);
  }
  return after_slash.empty() ? last : after_slash;
}

/// A server that answers one test case like the server of curl's test suite.
class Replay {
 public:
  explicit Replay(const Json& wire_case)
      : number_(
            std::to_string(static_cast<int>(wire_case["testnum"].number()))),
        command_(wire_case["servercmd"].text()) {
    const Json replies = wire_case["replies_b64"];
    for (const std::string& key : replies.keys())
      replies_[key] = base64_decoded(replies[key].text());
    server_.on("*", [this](Peer& peer) { serve(peer); });
  }

  std::uint16_t port() const { return server_.port(); }

 private:
  static constexpr std::string_view kData = "data";

  std::string reply_to(const std::string& target) {
    const std::string number = number_in(target);
    std::string part;
    if (number.size() > number_.size() && number.starts_with(number_)) {
      part = number.substr(number_.size());
      part.erase(0, part.find_first_not_of('0'));
    }
    const std::lock_guard lock(mutex_);
    if (part.empty() && std::exchange(bounced_, false)) part = "1";
    const std::string key = std::string(kData) + part;
    const std::string& reply =
        replies_.contains(key) ? replies_[key] : replies_[std::string(kData)];
    if (contains(reply, "swsbounce")) bounced_ = true;
    return reply;
  }

  void serve(Peer& peer) {
    const std::string reply = reply_to(peer.request().target);
    const std::size_t delay = command_.find("writedelay: ");
    const std::size_t piece = delay == command_.npos ? reply.size() + 1 : 20;
    for (std::size_t at = 0; at < reply.size(); at += piece)
      if (!peer.send(std::string_view(reply).substr(at, piece)) ||
          (piece == 20 && !peer.pause(10ms)))
        break;
    const std::size_t wait = command_.find("wait ");
    if (wait != command_.npos && delay == command_.npos)
      peer.pause(std::chrono::seconds(std::atoi(command_.c_str() + wait + 5)));
    if (reply.empty() || contains(reply, "swsclose") ||
        contains(command_, "swsclose"))
      peer.close();
  }

  std::string number_;
  std::string command_;
  std::map<std::string, std::string> replies_;
  std::mutex mutex_;
  bool bounced_ = false;
  TestServer server_;
};

/// Returns the URL at the start of curl's command line.
std::string url_in(std::string command, std::uint16_t port) {
  const auto fill_in = [&command](std::string_view name,
                                  const std::string& value) {
    for (std::size_t at; (at = command.find(name)) != command.npos;)
      command.replace(at, name.size(), value);
  };
  fill_in("%HOSTIP", "127.0.0.1");
  fill_in("%HTTPPORT", std::to_string(port));
  const bool quoted = command.starts_with('"');
  const std::size_t begin = quoted ? 1 : 0;
  // In NAME:PASSWORD@HOST, gfetch would read the name as a scheme.
  const bool ambiguous =
      contains(command, "@127.0.0.1") && !contains(command, "://");
  return (ambiguous ? "http://" : "") +
         command.substr(
             begin,
             command.find_first_of(quoted ? "\"" : " \n", begin) - begin);
}

/// Returns those options of a curl command line that gfetch has, too.
std::vector<std::string> options_in(const std::string& command) {
  std::vector<std::string> args;
  const auto number_after = [&](const std::string& option) {
    const std::size_t at = command.find(option + " ");
    if (at == command.npos) return std::string();
    const std::size_t begin = at + option.size() + 1;
    // In NAME:PASSWORD@HOST, gfetch would read the name as a scheme.
    const bool ambiguous =
        contains(command, "@127.0.0.1") && !contains(command, "://");
    return (ambiguous ? "http://" : "") +
           command.substr(begin, command.find(' ', begin) - begin);
  };
  for (const char* option : {"--max-redirs", "--max-filesize", "-m"})
    if (const std::string value = number_after(option); !value.empty())
      args.insert(args.end(), {option, value});
  if (!contains(command, " -L") && !contains(command, "--location"))
    args.push_back("--no-location");
  if (contains(command, "--fail"))
    args.insert(args.end(), {"--accept", "..400"});
  else
    args.insert(args.end(), {"--accept", "100..=999"});
  return args;
}

/// Returns gfetch's error kinds that correspond to each exit code of curl.
const std::map<int, std::set<std::string>>& kinds_of_code() {
  static const std::map<int, std::set<std::string>> kinds{
      {0, {""}},
      {1, {"bad_response", "unsupported_scheme"}},
      {8, {"bad_response"}},
      {18, {"truncated"}},
      {22, {"", "http_status"}},
      {27, {"header_too_large"}},
      {28, {"timeout"}},
      {47, {"too_many_redirects"}},
      {52, {"empty_reply"}},
      {56, {"bad_response", "truncated", "reset"}},
      {61, {"decode_error", "bad_response"}},
      {63, {"body_too_large"}},
  };
  return kinds;
}

/// Returns the test cases in which gfetch deliberately differs from curl, with
/// the reasons.
const std::map<int, std::string>& deliberate_differences() {
  static const std::map<int, std::string> reasons{
      {66, "HTTP/0.9 is not spoken"},
      {1164, "HTTP/0.9 is not spoken"},
      {1266, "HTTP/0.9 is not spoken"},
      {1267, "HTTP/0.9 is not spoken"},
      {193, "a redirect back to the same URL is a loop"},
      {221, "what only claims to be gzip is taken as it is"},
      {391, "URLs are normalised: dots are always resolved"},
      {393, "an impossible length is ignored, as curl does without a cap"},
  };
  return reasons;
}

class CurlReplies : public testing::TestWithParam<int> {};

TEST_P(CurlReplies, T33_EndAsTheyDoForCurl) {
  if (cases().empty()) {
    GTEST_SKIP() << "no conformance/http/curl_http_replies.json";
  }
  const Json& wire_case = cases().at(static_cast<std::size_t>(GetParam()));
  const int number = static_cast<int>(wire_case["testnum"].number());
  if (const auto reason = deliberate_differences().find(number);
      reason != deliberate_differences().end())
    GTEST_SKIP() << number << ": " << reason->second;
  Replay replay(wire_case);
  std::vector<std::string> args = options_in(wire_case["curl_command"].text());
  args.push_back(url_in(wire_case["curl_command"].text(), replay.port()));
  const Finished finished = fetch(std::move(args));
  const int code = static_cast<int>(wire_case["curl_errorcode"].number());
  const Json record = only_record(finished);
  ASSERT_TRUE(kinds_of_code().contains(code)) << code;
  EXPECT_TRUE(kinds_of_code().at(code).contains(record["error_kind"].text()))
      << wire_case["name"].text() << ": curl ends with " << code
      << ", gfetch with " << record["error_kind"].text() << "\n"
      << finished;
  const Json curl = wire_case["curl_7_88_1_plain"];
  if (code == 0 && curl["exitcode"].number() == 0) {
    EXPECT_EQ(record["status_code"].number(), curl["status"].number())
        << finished;
    EXPECT_EQ(record["bytes"].number(), curl["body_len"].number()) << finished;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Case, CurlReplies,
    testing::Range(0, std::max<int>(1, static_cast<int>(cases().size()))),
    [](const auto& test) {
      const auto index = static_cast<std::size_t>(test.param);
      return cases().empty() ? std::string("None")
                             : std::to_string(static_cast<int>(
                                   cases()[index]["testnum"].number()));
    });

}  // namespace
}  // namespace gfetch::test
