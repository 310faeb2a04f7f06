#include "tests/support/coding.h"

#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace gfetch::test {
namespace {

struct Case {
  const char* program;
  std::string (*encode)(std::string_view);
};

std::ostream& operator<<(std::ostream& out, const Case& coding) {
  return out << coding.program;
}

class Coding : public testing::TestWithParam<Case> {};

TEST_P(Coding, IsUndoneByItsOwnProgram) {
  const Case& coding = GetParam();
  if (!on_path(coding.program)) GTEST_SKIP() << "no " << coding.program;
  const std::string text(100'000, 'a');
  EXPECT_EQ(
      run({.args = {coding.program, "-dc"}, .input = coding.encode(text)}).out,
      text);
}

INSTANTIATE_TEST_SUITE_P(Programs, Coding,
                         testing::Values(Case{"gzip", gzip},
                                         Case{"brotli", brotli},
                                         Case{"zstd", zstd}),
                         [](const auto& test) {
                           return std::string(test.param.program);
                         });

TEST(Coding, BombsAreSmall) {
  EXPECT_LT(gzip_of_zeros(10'000'000).size(), 100'000U);
  EXPECT_LT(brotli_of_zeros(10'000'000).size(), 1'000U);
  EXPECT_LT(zstd_of_zeros(10'000'000).size(), 2'000U);
}

}  // namespace
}  // namespace gfetch::test
