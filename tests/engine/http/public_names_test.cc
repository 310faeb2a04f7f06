// Tests of the memory for names whose first answer was public.
#include "engine/http/src/public_names.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::http {
namespace {

TEST(PublicNames, X12_TheFirstAnswerDecides) {
  PublicNames names;
  EXPECT_TRUE(names.at_first("public.test", true));
  EXPECT_TRUE(names.at_first("public.test", false));
  EXPECT_TRUE(names.at_first("public.test.", false));
  EXPECT_FALSE(names.at_first("private.test", false));
  EXPECT_FALSE(names.at_first("private.test", true));
}

TEST(PublicNames, X12_AMillionNamesTakeNoMoreThanSome) {
  PublicNames names(100);
  EXPECT_TRUE(names.at_first("used.test", true));
  for (int i = 0; i < 10'000; ++i) {
    names.at_first(std::to_string(i) + ".test", true);
    EXPECT_LE(names.size(), 200U);
    // A name in use stays known.
    EXPECT_TRUE(names.at_first("used.test", false)) << i;
  }
}

}  // namespace
}  // namespace gfetch::http
