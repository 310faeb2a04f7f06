// Tests which login is sent to which step of a visit.
#include "crawl/visit/logins.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

namespace gfetch::crawl {
namespace {

constexpr std::string_view kNetrc =
    "machine a login ann password one\n"
    "machine b login ben password two\n"
    "default login deb password def\n";

struct Case {
  const char* step;
  bool same_origin;
  bool exposed;
  const char* login;  // `user:password`; empty: none
};

std::string login_of(const Logins& logins, const Case& item) {
  const web::Url named = *web::parse_url("https://named/");
  RedirectStep step{*web::parse_url(item.step), "GET"};
  step.same_origin = item.same_origin;
  const auto login = logins.login_for(step, named, item.exposed);
  return login ? login->user + ":" + login->password : "";
}

TEST(Logins, X05_OfANetrcFileStayWhereTheyAreSafe) {
  web::LoginOptions options;
  options.netrc =
      std::make_shared<const web::Netrc>(*web::Netrc::parse(kNetrc));
  const Logins logins(std::move(options));
  const Case kCases[] = {
      {"https://a/", true, false, "ann:one"},
      {"https://c/", true, false, "deb:def"},
      {"https://a:8443/", true, false, "ann:one"},
      {"http://a/", true, false, "ann:one"},
      // Other origins: only what the file has for them, on the default port.
      {"https://b/", false, false, "ben:two"},
      {"https://b:8443/", false, false, ""},
      {"https://c/", false, false, ""},
      {"http://b/", false, false, "ben:two"},
      {"http://b:8080/", false, false, ""},
      // Plain HTTP where the user named https.
      {"http://b/", false, true, ""},
      {"http://a/", true, true, ""},
      // A user name in the URL finds its password under the same conditions.
      {"https://ann@a/", false, false, "ann:one"},
      {"https://ann@a:444/", false, false, "ann:"},
      {"https://ann@a:444/", true, false, "ann:one"},
      {"http://ann@a/", false, true, "ann:"},
      {"http://ann@a/", true, true, "ann:"},
      {"http://ann:own@a/", false, true, "ann:own"},
  };
  for (const Case& item : kCases) {
    EXPECT_EQ(login_of(logins, item), item.login)
        << item.step << (item.same_origin ? ", same origin" : "")
        << (item.exposed ? ", exposed" : "");
  }
}

}  // namespace
}  // namespace gfetch::crawl
