// Fuzzes the decoders of content codings: with any bytes, a decoder stays
// within its limit, and its output does not depend on how the bytes are split.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/web/coding/decode.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

constexpr std::uint64_t kMaxBytes = 1 << 20;
constexpr std::array<std::string_view, 8> kEncodings = {
    "gzip", "deflate",    "br",         "zstd",
    "",     "gzip, gzip", "br,deflate", "zstd,zstd,gzip,br,deflate"};

struct Outcome {
  std::string bytes;
  std::string error;
  std::string_view warning;

  bool operator==(const Outcome&) const = default;
};

Outcome decode(std::string_view encoding, std::string_view body,
               std::size_t piece) {
  Outcome outcome;
  gfetch::Result<gfetch::web::BodyDecoder> decoder =
      gfetch::web::BodyDecoder::create(
          {{"Content-Encoding", std::string(encoding)}},
          {.max_bytes = kMaxBytes}, [&](std::string_view bytes) {
            outcome.bytes += bytes;
            return gfetch::Result<void>();
          });
  gfetch::Result<void> result;
  while (result && !body.empty()) {
    result = decoder->feed(body.substr(0, piece));
    body.remove_prefix(std::min(piece, body.size()));
  }
  if (result) result = decoder->finish();
  if (!result) outcome.error = gfetch::name_of(result.error().kind);
  outcome.warning = decoder->warning();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2) return 0;
  const std::string_view encoding = kEncodings[data[0] % kEncodings.size()];
  const std::size_t piece = data[1] + std::size_t{1};
  const std::string_view body(reinterpret_cast<const char*>(data) + 2,
                              size - 2);
  const Outcome whole = decode(encoding, body, body.size());
  require(whole.bytes.size() <= kMaxBytes);
  const Outcome cut = decode(encoding, body, piece);
  require(whole.error == cut.error && whole.warning == cut.warning);
  require(!whole.error.empty() || whole.bytes == cut.bytes);
  return 0;
}
