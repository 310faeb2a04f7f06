#include "gfetch/net/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string_view>

namespace gfetch::net {
namespace {

TEST(ErrorKind, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorKind::kOther); ++i) {
    const std::string_view name = name_of(static_cast<ErrorKind>(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(ErrorKind, TheFirstAndTheLastNameAreInTheirPlaces) {
  EXPECT_EQ(name_of(ErrorKind::kBadUrl), "bad_url");
  EXPECT_EQ(name_of(ErrorKind::kTlsWeak), "tls_weak");
  EXPECT_EQ(name_of(ErrorKind::kOther), "other");
}

TEST(Error, OutOfDescriptorsByProcessOrSystem) {
  const auto with = [](int reason) {
    return Error{ErrorKind::kIo, "no socket", reason};
  };
  EXPECT_TRUE(with(EMFILE).out_of_descriptors());
  EXPECT_TRUE(with(ENFILE).out_of_descriptors());
  EXPECT_FALSE(with(EACCES).out_of_descriptors());
  EXPECT_FALSE(with(0).out_of_descriptors());
}

}  // namespace
}  // namespace gfetch::net
