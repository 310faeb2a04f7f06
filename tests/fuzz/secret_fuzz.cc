// Fuzzes lists and crawls with secrets: whatever servers answer (redirects,
// challenges, cookies, links), no request holds a secret that is not for its
// origin. The oracle sees every request in full.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/crawl/session.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/web/cookie_jar.h"
#include "gfetch/web/login.h"
#include "gfetch/web/url.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::Result;
using gfetch::fuzz::require;
using gfetch::http::Header;
using gfetch::http::Origin;

/// The choices of an input: the bits of its first byte.
struct Choices {
  bool https;         ///< the seed is an https URL
  bool port;          ///< the seed has a port of its own
  bool login_in_url;  ///< the seed has a login
  bool login;         ///< -u
  bool netrc;
  bool any_scheme;  ///< --anyauth
  bool crawl;
  bool jar;
};

std::string seed_of(const Choices& choices) {
  return std::string(choices.https ? "https://" : "http://") +
         (choices.login_in_url ? "ann:zzurl@" : "") + "a.test" +
         (choices.port ? ":8080" : "") + "/";
}

std::string base64_decoded(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) break;
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
  }
  return out;
}

/// Everything that a server, or somebody on the way to it, reads.
std::string bytes_of(const gfetch::http::Request& request) {
  std::string all = request.method + ' ' + std::string(request.url.text());
  for (const Header& header : request.headers) {
    all += '\n' + header.name + ": " + header.value;
    if (header.name == "Authorization" && header.value.starts_with("Basic ")) {
      all += '\n' + base64_decoded(header.value.substr(6));
    }
  }
  return all;
}

bool is_default_port(const Origin& origin) {
  return origin.port == (origin.scheme == "https" ? 443 : 80);
}

/// Aborts if a request holds a secret that is not for its origin.
class Oracle {
 public:
  Oracle(const Choices& choices, Origin home)
      : choices_(choices), home_(std::move(home)) {}

  void look(const gfetch::http::Request& request) const {
    const std::string all = bytes_of(request);
    const Origin& origin = request.url.origin();
    const bool same_origin = origin == home_;
    const auto holds = [&](std::string_view secret) {
      return all.find(secret) != all.npos;
    };
    for (const char* secret : {"zzurl", "zzlogin", "zzheader", "zzdefault"}) {
      require(same_origin || !holds(secret));
    }
    // The cookies of the user may follow from http to https on the same host.
    const bool secured = origin.host == home_.host &&
                         origin.scheme == "https" && is_default_port(origin) &&
                         is_default_port(home_);
    require(same_origin || secured || !holds("zzcookie"));
    // A name with a final dot is the same machine.
    const std::string host = origin.host.ends_with('.')
                                 ? origin.host.substr(0, origin.host.size() - 1)
                                 : origin.host;
    require(host == "a.test" || !holds("zzneta"));
    require(host == "b.test" || !holds("zznetb"));
    for (const char* secret : {"zzneta", "zznetb"}) {
      if (!holds(secret)) continue;
      require(same_origin || is_default_port(origin));
      require(origin.scheme == "https" || !choices_.https);
    }
    // A cookie of a server without a Domain is for its host.
    for (const char* of : {"a.test", "b.test", "c.test"}) {
      require(origin.host == of || !holds("zzjar(" + std::string(of) + ")"));
    }
  }

 private:
  Choices choices_;
  Origin home_;
};

/// Answers each request by the next line of the input.
class Web final : public gfetch::http::Fetcher {
 public:
  Web(Oracle oracle, std::string_view script)
      : oracle_(std::move(oracle)), script_(script) {}

  Result<gfetch::http::Response> fetch(const gfetch::http::Request& request,
                                       gfetch::http::BodySink& sink) override {
    oracle_.look(request);
    sink.on_start();
    const std::string_view line = gfetch::fuzz::take_line(script_);
    gfetch::http::Response response;
    response.version = gfetch::http::HttpVersion::k1_1;
    response.headers = {
        {"Content-Type", "text/html"},
        {"Set-Cookie", "j=zzjar(" + request.url.origin().host + ")"}};
    std::string body;
    answer(line, response, body);
    if (auto taken = sink.on_response(response); !taken) return taken.error();
    if (body.empty()) return response;
    if (auto taken = sink.on_data(body); !taken) return taken.error();
    return response;
  }

  std::optional<gfetch::net::IpAddress> address_of(
      const Origin& /*origin*/, gfetch::TimeLimit /*limit*/) override {
    return std::nullopt;
  }

 private:
  static void answer(std::string_view line, gfetch::http::Response& response,
                     std::string& body) {
    // The HTTP client never delivers a CR within a header.
    const std::string rest(line.empty() ? line
                                        : line.substr(1, line.find('\r') - 1));
    switch (line.empty() ? ' ' : line.front()) {
      case 'r':
        response.status_code = 302;
        response.headers.push_back({"Location", rest});
        return;
      case 'k':
        response.status_code = 308;
        response.headers.push_back({"Location", rest});
        return;
      case 'u':
        response.status_code = 401;
        response.headers.push_back({"WWW-Authenticate", rest});
        return;
      case 'c':
        response.status_code = 200;
        response.headers.push_back({"Set-Cookie", rest});
        return;
      case 'l':
        response.status_code = 200;
        body = "<a href=\"" + rest + "\">x</a>";
        return;
      default:
        response.status_code = 404;
    }
  }

  Oracle oracle_;
  std::string_view script_;
};

gfetch::crawl::SessionConfig config_of(const Choices& choices) {
  gfetch::crawl::SessionConfig config;
  config.urls = {seed_of(choices)};
  gfetch::crawl::VisitorOptions& visitor = config.visitor;
  visitor.retry.max_retries = 0;
  visitor.cookies = "mine=zzcookie";
  visitor.request.headers.push_back(
      {{"X-Api-Key", "zzheader"}, gfetch::crawl::HeaderScope::kSameOrigin});
  if (choices.login) visitor.logins.login = {"ben", "zzlogin"};
  if (choices.any_scheme)
    visitor.logins.scheme = gfetch::web::LoginScheme::kAny;
  if (choices.netrc) {
    visitor.logins.netrc = std::make_shared<const gfetch::web::Netrc>(
        *gfetch::web::Netrc::parse("machine a.test login ann password zzneta\n"
                                   "machine b.test login ben password zznetb\n"
                                   "default login x password zzdefault\n"));
  }
  if (choices.jar) {
    visitor.jar = std::make_shared<gfetch::web::CookieJar>();
  }
  if (choices.crawl) {
    config.rules.emplace();
    config.rules->scope = gfetch::crawl::ScopeRange::kAny;
    config.rules->max_pages = 20;
  }
  return config;
}

}  // namespace

/// The first byte of the input is the choices. Each further line is an
/// answer: a letter for its kind, then a Location, a challenge, a cookie or a
/// link.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 1) return 0;
  const std::string_view script = gfetch::fuzz::text_of(data + 1, size - 1);
  // A server does not know the secrets.
  if (script.find("zz") != script.npos) return 0;
  const auto bit = [&](int which) { return (data[0] >> which & 1) != 0; };
  const Choices choices{bit(0), bit(1), bit(2), bit(3),
                        bit(4), bit(5), bit(6), bit(7)};
  const gfetch::Hub hub{{.clock = gfetch::ClockKind::kVirtual}};
  gfetch::crawl::SessionConfig config = config_of(choices);
  const auto home = gfetch::web::parse_url(config.urls.front())->origin();
  config.fetcher = std::make_shared<Web>(Oracle(choices, home), script);
  gfetch::crawl::Session session(std::move(config));
  session.run();
  return 0;
}
