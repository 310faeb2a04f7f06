#include "gfetch/web/login.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

std::string shown(const std::optional<Login>& login) {
  return login ? login->user + '/' + login->password : "none";
}

struct Case {
  const char* name;
  const char* text;
  const char* host;
  const char* user;
  const char* login;  ///< expected login for the target of a redirect
  /// Expected login for a host that the user named.
  const char* login_or_default;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name;
}

constexpr Case kCases[] = {
    {"OneLine", "machine h login ann password pw", "h", "", "ann/pw", "ann/pw"},
    {"ManyLines", "machine h\n\tlogin ann\r\n\tpassword pw\r\n", "h", "",
     "ann/pw", "ann/pw"},
    {"OtherMachine", "machine h login ann password pw", "g", "", "none",
     "none"},
    {"NamesHaveNoCase", "machine Example.ORG login a password b", "example.org",
     "", "a/b", "a/b"},
    {"NoPartOfAName", "machine example.org login a password b",
     "www.example.org", "", "none", "none"},
    {"TheFirstCounts",
     "machine h login a password 1 machine h login b password 2", "h", "",
     "a/1", "a/1"},
    {"OneOfSeveralByItsUser",
     "machine h login a password 1 machine h login b password 2", "h", "b",
     "b/2", "b/2"},
    {"UserOfNoEntry", "machine h login a password 1 default login c password 3",
     "h", "z", "none", "none"},
    {"PasswordForWhoeverAsks", "machine h password 1", "h", "z", "z/1", "z/1"},
    {"PasswordWithoutAName", "machine h password 1", "h", "", "/1", "/1"},
    {"AccountIsRead", "machine h login a account x password 1", "h", "", "a/1",
     "a/1"},
    {"T15_DefaultIsForNamedHostsOnly",
     "machine h login a password 1 default login d password 2", "g", "", "none",
     "d/2"},
    {"T15_AnEntryShadowsTheDefault",
     "machine h login a password 1 default login d password 2", "h", "", "a/1",
     "a/1"},
    {"T15_NoPasswordIsTakenFromTheOneBefore",
     "machine g login g password secret machine h login a", "h", "", "a/",
     "a/"},
    {"T15_AnEmptyEntryIsNoLogin", "machine h default", "h", "", "none", "none"},
    {"T15_NorIsAnEmptyDefault", "machine g login a password 1 default", "h", "",
     "none", "none"},
    {"QuotedWords", R"(machine "h" login "an n" password "a\"b\\c\td")", "h",
     "", "an n/a\"b\\c\td", "an n/a\"b\\c\td"},
    {"EmptyQuotes", R"(machine h login ann password "")", "h", "", "ann/",
     "ann/"},
    {"Comments", "# machine h login x\nmachine h # here too\n login a # b\n",
     "h", "", "a/", "a/"},
    {"APasswordMayBeginWithAHash", "machine h login a password #1", "h", "",
     "a/#1", "a/#1"},
    {"MacrosArePassedOver",
     "machine g login g password 1\nmacdef init\n  machine h login evil\n"
     "  password x\n\nmachine h login a password 2\n",
     "h", "", "a/2", "a/2"},
    {"AMacroAtTheEnd", "machine h login a\nmacdef init\nput", "h", "", "a/",
     "a/"},
    {"Nothing", "", "h", "", "none", "none"},
};

class NetrcTable : public testing::TestWithParam<Case> {};

TEST_P(NetrcTable, GivesTheLogin) {
  const Case& one = GetParam();
  const Result<Netrc> netrc = Netrc::parse(one.text);
  ASSERT_TRUE(netrc) << netrc.error().message;
  EXPECT_EQ(shown(netrc->login_for(one.host, one.user)), one.login);
  EXPECT_EQ(shown(netrc->login_or_default(one.host, one.user)),
            one.login_or_default);
}

INSTANTIATE_TEST_SUITE_P(Table, NetrcTable, testing::ValuesIn(kCases),
                         test::case_name);

TEST(Netrc, SaysWhichLineIsWrongAndRepeatsNoneOfIt) {
  const auto error = [](const char* text) {
    const Result<Netrc> netrc = Netrc::parse(text);
    return netrc ? "none" : netrc.error().message;
  };
  EXPECT_EQ(error("machine"), "line 1 is not in the format of netrc");
  for (const char* text :
       {"\nlogin secret", "machine h\nsecret x", "machine h\n\"secret",
        "machine h\nlogin \"secret\nx\"", "machine h login a\npassword",
        "#\nmachine \"\"", "machine a\nmachine"}) {
    EXPECT_EQ(error(text), "line 2 is not in the format of netrc") << text;
  }
}

}  // namespace
}  // namespace gfetch::web
