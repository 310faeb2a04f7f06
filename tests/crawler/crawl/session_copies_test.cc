#include "crawl/scope/session_copies.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::crawl {
namespace {

bool is_trap(SessionCopies& copies, const std::string& url) {
  return copies.admit(*web::parse_http_url(url)).has_value();
}

// Returns a session id that is distinct for each number.
std::string id(int number) {
  return std::string(20, 'a') + std::to_string(number);
}

TEST(SessionCopies, T54_AreTakenUpToANumber) {
  SessionCopies copies(3);
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    taken += is_trap(copies, "http://a/p?PHPSESSID=" + id(i)) ? 0 : 1;
  }
  EXPECT_EQ(taken, 3);
}

TEST(SessionCopies, AreThoseOfOnePage) {
  SessionCopies copies(1);
  EXPECT_FALSE(is_trap(copies, "http://a/1?sid=" + id(1)));
  EXPECT_FALSE(is_trap(copies, "http://a/2?sid=" + id(2)));
  EXPECT_FALSE(is_trap(copies, "http://b/1?sid=" + id(3)));
  EXPECT_FALSE(is_trap(copies, "http://a/1?x=1&sid=" + id(4)));
  EXPECT_TRUE(is_trap(copies, "http://a/1?sid=" + id(5)));
  EXPECT_TRUE(is_trap(copies, "http://a/1;jsessionid=" + id(6)));
}

TEST(SessionCopies, KnowNothingOfUrlsWithoutIds) {
  SessionCopies copies(0);
  EXPECT_FALSE(is_trap(copies, "http://a/"));
  EXPECT_FALSE(is_trap(copies, "http://a/?q=1"));
  EXPECT_FALSE(is_trap(copies, "http://a/?sid=about"));
  EXPECT_FALSE(is_trap(copies, "http://a/b;c"));
  EXPECT_TRUE(is_trap(copies, "http://a/;jsessionid=" + id(1)));
}

}  // namespace
}  // namespace gfetch::crawl
