#include "engine/http/src/quirks/truncation.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace gfetch::http {
namespace {

Response response(HttpVersion version, std::uint64_t came,
                  std::vector<Header> headers, int status = 200) {
  Response response;
  response.version = version;
  response.status_code = status;
  response.headers = std::move(headers);
  response.wire_bytes = came;
  return response;
}

TEST(Truncation, Http2WithFewerBytesThanAnnouncedIsTruncated) {
  const std::vector<Header> ten = {{"content-length", "10"}};
  EXPECT_TRUE(truncated(response(HttpVersion::k2, 9, ten)));
  EXPECT_TRUE(truncated(response(HttpVersion::k3, 9, ten)));
  EXPECT_FALSE(truncated(response(HttpVersion::k2, 10, ten)));
  EXPECT_FALSE(truncated(response(HttpVersion::k2, 9, {})));
  EXPECT_FALSE(truncated(response(HttpVersion::k2, 0, ten, 304)));
  EXPECT_FALSE(truncated(response(HttpVersion::k1_1, 9, ten)))
      << "libcurl knows";
}

TEST(Truncation, UndetectableOnlyInHttp2WithoutALength) {
  EXPECT_FALSE(truncation_undetectable(response(HttpVersion::k1_1, 0, {})));
  EXPECT_FALSE(truncation_undetectable(response(HttpVersion::k3, 0, {})));
  EXPECT_FALSE(truncation_undetectable(
      response(HttpVersion::k2, 0, {{"Content-Length", "10"}})));
  EXPECT_FALSE(truncation_undetectable(response(HttpVersion::k2, 0, {}, 204)));
  EXPECT_FALSE(truncation_undetectable(response(HttpVersion::k2, 0, {}, 304)));
}

}  // namespace
}  // namespace gfetch::http
