#include "crawler/web/hash/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::web {
namespace {

// The test vectors of FIPS 180-2, appendix B.
TEST(Sha256, IsTheOneOfTheStandard) {
  EXPECT_EQ(sha256_hex(""),
            "e3b0c44298fc1c149afbf4c8996fb924"
            "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67"
            "f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesBytesInAnyPieces) {
  Sha256 hash;
  for (const char* piece : {"a", "", "bc"}) hash.update(piece);
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Sha256, BeginsAnewAfterEachHash) {
  Sha256 hash;
  hash.update("x");
  hash.hex();
  hash.update("abc");
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

}  // namespace
}  // namespace gfetch::web
