#include "gfetch/net/error.h"

#include <gtest/gtest.h>

namespace gfetch::net {
namespace {

TEST(ErrorKind, EveryNameLeadsBackToItsKind) {
  for (int i = 0; i <= static_cast<int>(ErrorKind::kOther); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    EXPECT_EQ(error_kind_named(name_of(kind)), kind);
  }
}

TEST(ErrorKind, AnUnknownNameIsOther) {
  EXPECT_EQ(error_kind_named("no_such_kind"), ErrorKind::kOther);
}

}  // namespace
}  // namespace gfetch::net
