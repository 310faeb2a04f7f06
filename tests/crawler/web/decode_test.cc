#include "crawler/web/coding/decode.h"

#include <gtest/gtest.h>

#include <time.h>

#include <array>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/case_name.h"
#include "tests/support/coding.h"
#include "web/coding/window_budget.h"

namespace gfetch::web {
namespace {

/// The result of decoding a body.
struct Decoded {
  std::string bytes;
  std::string error;  ///< the kind of the error; empty on success
  std::string warning;
};

/// Decodes `body`, which has the coding `encoding`, in pieces of `piece` bytes.
Decoded decode(std::string_view encoding, std::string_view body,
               std::size_t piece = 4096, DecodeLimits limits = {}) {
  Decoded decoded;
  Result<BodyDecoder> decoder =
      BodyDecoder::create({{"Content-Encoding", std::string(encoding)}}, limits,
                          [&](std::string_view bytes) {
                            decoded.bytes += bytes;
                            return Result<void>();
                          });
  if (!decoder) {
    decoded.error = name_of(decoder.error().kind);
    return decoded;
  }
  Result<void> outcome;
  while (outcome && !body.empty()) {
    outcome = decoder->feed(body.substr(0, piece));
    body.remove_prefix(std::min(piece, body.size()));
  }
  if (outcome) outcome = decoder->finish();
  if (!outcome) decoded.error = name_of(outcome.error().kind);
  decoded.warning = decoder->warning();
  return decoded;
}

/// Returns pseudo-random text, determined by `seed`, that compresses about as
/// well as web pages.
std::string page(std::size_t bytes, unsigned seed = 1) {
  std::minstd_rand random(seed);
  std::string text;
  while (text.size() < bytes) {
    text += "<a href=\"/" + std::to_string(random() % 1000) + "\">word</a>\n";
  }
  text.resize(bytes);
  return text;
}

struct Coding {
  std::string_view name;
  std::string_view encoding;
  std::string (*code)(std::string_view);
};

constexpr Coding kCodings[] = {
    {"Gzip", "gzip", test::gzip},
    {"XGzip", "X-GZIP", test::gzip},
    {"Deflate", "deflate", test::zlib_deflate},
    {"T27_RawDeflate", "deflate", test::raw_deflate},
    {"Brotli", "br", test::brotli},
    {"Zstd", "zstd", test::zstd},
};

void PrintTo(const Coding& coding, std::ostream* out) {
  *out << coding.name;
}

class DecodeCoding : public testing::TestWithParam<Coding> {};
INSTANTIATE_TEST_SUITE_P(Table, DecodeCoding, testing::ValuesIn(kCodings),
                         test::case_name);

TEST_P(DecodeCoding, GivesTheBodyBackHoweverItIsCut) {
  const std::string body = page(100'000);
  const std::string coded = GetParam().code(body);
  for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL, 1000UL, 1UL << 20}) {
    const Decoded decoded = decode(GetParam().encoding, coded, piece);
    EXPECT_EQ(decoded.error, "");
    EXPECT_EQ(decoded.warning, "");
    EXPECT_TRUE(decoded.bytes == body) << "in pieces of " << piece;
  }
}

TEST_P(DecodeCoding, GivesShortBodiesBack) {
  for (const std::size_t bytes :
       {0UL, 1UL, 2UL, 3UL, 16383UL, 16384UL, 16385UL, 32768UL}) {
    const std::string body = page(bytes);
    const Decoded decoded = decode(GetParam().encoding, GetParam().code(body));
    EXPECT_EQ(decoded.error, "") << bytes;
    EXPECT_TRUE(decoded.bytes == body) << bytes;
  }
}

TEST_P(DecodeCoding, NoBytesAreAWholeBody) {
  const Decoded decoded = decode(GetParam().encoding, "");
  EXPECT_EQ(decoded.error, "");
  EXPECT_EQ(decoded.bytes, "");
  EXPECT_EQ(decoded.warning, "");
}

TEST_P(DecodeCoding, T27_CutBodyIsAnErrorAndItsStartIsKept) {
  const std::string body = page(400'000);
  const std::string coded = GetParam().code(body);
  for (const std::size_t left : {coded.size() - 1, coded.size() / 2, 12UL}) {
    const Decoded decoded = decode(GetParam().encoding, coded.substr(0, left));
    EXPECT_EQ(decoded.error, "decode_error") << left;
    EXPECT_TRUE(body.starts_with(decoded.bytes)) << left;
  }
  EXPECT_GT(decode(GetParam().encoding, coded.substr(0, coded.size() / 2))
                .bytes.size(),
            0U);
}

TEST_P(DecodeCoding, T27_TrailingBytesAreDroppedWithAWarning) {
  const std::string body = page(1000);
  for (const std::size_t piece : {1UL, 4096UL}) {
    const Decoded decoded = decode(
        GetParam().encoding, GetParam().code(body) + "\n\n\n\n junk", piece);
    EXPECT_EQ(decoded.error, "");
    EXPECT_TRUE(decoded.bytes == body);
    EXPECT_NE(decoded.warning, "");
  }
}

TEST_P(DecodeCoding, StopsAtTheLimitExactly) {
  const std::string body = page(50'000);
  const std::string coded = GetParam().code(body);
  const Decoded enough =
      decode(GetParam().encoding, coded, 4096, {.max_bytes = 50'000});
  EXPECT_EQ(enough.error, "");
  EXPECT_EQ(enough.bytes.size(), 50'000U);
  const Decoded less =
      decode(GetParam().encoding, coded, 4096, {.max_bytes = 49'999});
  EXPECT_EQ(less.error, "body_too_large");
  EXPECT_TRUE(less.bytes == body.substr(0, 49'999));
}

TEST_P(DecodeCoding, DamagedBytesNeverPassSilentlyAsMore) {
  const std::string body = page(5'000);
  const std::string coded = GetParam().code(body);
  std::minstd_rand random(7);
  for (int round = 0; round < 500; ++round) {
    std::string damaged = coded;
    damaged[random() % damaged.size()] ^=
        static_cast<char>(1U << (random() % 8));
    const Decoded decoded =
        decode(GetParam().encoding, damaged, 1000, {.max_bytes = 1'000'000});
    EXPECT_LE(decoded.bytes.size(), 1'000'000U);
  }
}

TEST(Decode, T27_MembersAndFramesFollowEachOther) {
  const std::string a = page(30'000, 1);
  const std::string b = page(20'000, 2);
  for (const std::size_t piece : {1UL, 5UL, 4096UL}) {
    const Decoded gzip =
        decode("gzip", test::gzip(a) + test::gzip("") + test::gzip(b), piece);
    EXPECT_EQ(gzip.error, "");
    EXPECT_EQ(gzip.warning, "");
    EXPECT_TRUE(gzip.bytes == a + b);
    const std::string skippable("\x5A\x2A\x4D\x18\x03\0\0\0abc", 11);
    const Decoded zstd = decode(
        "zstd", skippable + test::zstd(a) + skippable + test::zstd(b), piece);
    EXPECT_EQ(zstd.error, "");
    EXPECT_EQ(zstd.warning, "");
    EXPECT_TRUE(zstd.bytes == a + b);
  }
}

TEST(Decode, SecondMemberCutIsAnError) {
  const std::string second = test::gzip(page(10'000));
  const Decoded decoded =
      decode("gzip", test::gzip("first") + second.substr(0, 100));
  EXPECT_EQ(decoded.error, "decode_error");
  EXPECT_TRUE(decoded.bytes.starts_with("first"));
}

TEST(Decode, T27_WrongChecksumIsAnErrorAndTheBodyIsKept) {
  const std::string body = page(10'000);
  std::string coded = test::gzip(body);
  coded[coded.size() - 6] ^= 1;  // damages the CRC-32
  EXPECT_EQ(decode("gzip", coded).error, "decode_error");
  EXPECT_TRUE(decode("gzip", coded).bytes == body);
  coded = test::gzip(body);
  coded[coded.size() - 2] ^= 1;  // damages the length field
  EXPECT_EQ(decode("gzip", coded).error, "decode_error");
  coded = test::zlib_deflate(body);
  coded[coded.size() - 1] ^= 1;  // damages the Adler-32 checksum
  EXPECT_EQ(decode("deflate", coded).error, "decode_error");
}

TEST(Decode, T27_PlainBodyLabelledGzipStaysAsItIs) {
  const std::string_view bodies[] = {"x", "<html>plain</html>", "\x1F",
                                     "\x1F plain"};
  for (const std::string_view encoding : {"gzip", "zstd"}) {
    for (const std::string_view body : bodies) {
      for (const std::size_t piece : {1UL, 4096UL}) {
        const Decoded decoded = decode(encoding, body, piece);
        EXPECT_EQ(decoded.error, "");
        EXPECT_EQ(decoded.bytes, body);
        EXPECT_NE(decoded.warning, "");
      }
    }
  }
}

TEST(Decode, PlainBodyLabelledOtherwiseIsAnError) {
  EXPECT_EQ(decode("br", "<html>plain</html>").error, "decode_error");
  EXPECT_EQ(decode("deflate", "<html>plain</html>").error, "decode_error");
}

TEST(Decode, UnknownCodingPassesAsItCame) {
  for (const std::string_view encoding :
       {"utf-8", "none", "compress", "gzip, utf-8", "aws-chunked"}) {
    const Decoded decoded = decode(encoding, "\x1F\x8B whatever");
    EXPECT_EQ(decoded.error, "") << encoding;
    EXPECT_EQ(decoded.bytes, "\x1F\x8B whatever") << encoding;
    EXPECT_NE(decoded.warning, "") << encoding;
  }
}

TEST(Decode, IdentityIsNoCoding) {
  for (const std::string_view encoding : {"", "identity", " , identity ,"}) {
    const Decoded decoded = decode(encoding, "plain");
    EXPECT_EQ(decoded.error, "");
    EXPECT_EQ(decoded.bytes, "plain");
    EXPECT_EQ(decoded.warning, "");
  }
  EXPECT_EQ(decode("", "plain", 4096, {.max_bytes = 4}).error,
            "body_too_large");
  EXPECT_EQ(decode("", "plain", 2, {.max_bytes = 4}).bytes, "plai");
}

TEST(Decode, StackedCodingsAreUndoneFromTheLast) {
  const std::string body = page(20'000);
  EXPECT_TRUE(decode("gzip, br", test::brotli(test::gzip(body))).bytes == body);
  std::string five = body;
  for (auto* code :
       {test::gzip, test::zlib_deflate, test::brotli, test::zstd, test::gzip}) {
    five = code(five);
  }
  const Decoded decoded =
      decode("gzip,deflate , br,zstd,x-gzip", five, 1000, {.max_codings = 5});
  EXPECT_EQ(decoded.error, "");
  EXPECT_TRUE(decoded.bytes == body);
}

TEST(Decode, SeveralFieldsAreOneList) {
  std::string bytes;
  Result<BodyDecoder> decoder = BodyDecoder::create(
      {{"content-encoding", "gzip"}, {"Content-Encoding", "br"}}, {},
      [&](std::string_view piece) {
        bytes += piece;
        return Result<void>();
      });
  ASSERT_TRUE(decoder);
  ASSERT_TRUE(decoder->feed(test::brotli(test::gzip("hello"))));
  ASSERT_TRUE(decoder->finish());
  EXPECT_EQ(bytes, "hello");
}

TEST(Decode, CodingsOfTheTransferAreUndoneBeforeThoseOfTheContent) {
  std::string bytes;
  const std::vector<http::Header> headers = {
      {"Transfer-Encoding", "gzip, chunked"}, {"Content-Encoding", "deflate"}};
  auto decoder = BodyDecoder::create(headers, {}, [&](std::string_view more) {
    bytes += more;
    return Result<void>();
  });
  ASSERT_TRUE(decoder.ok());
  ASSERT_TRUE(decoder->feed(test::gzip(test::zlib_deflate("hello"))).ok());
  EXPECT_TRUE(decoder->finish().ok());
  EXPECT_EQ(bytes, "hello");
}

TEST(Decode, ChunksAloneNeedNoDecoder) {
  EXPECT_FALSE(BodyDecoder::needed_for({{"Transfer-Encoding", "chunked"}}));
  EXPECT_FALSE(BodyDecoder::needed_for({{"Content-Encoding", "identity"}}));
  EXPECT_TRUE(BodyDecoder::needed_for({{"Transfer-Encoding", "gzip"}}));
}

TEST(Decode, T26_MoreCodingsThanTheLimitAreRefused) {
  EXPECT_EQ(decode("gzip,gzip,gzip,gzip,gzip,gzip", "").error, "decode_error");
  EXPECT_EQ(decode("gzip,gzip,gzip", "").error, "decode_error");
  EXPECT_EQ(decode("gzip,gzip", "").error, "");
  EXPECT_EQ(decode("gzip,gzip", "", 1, {.max_codings = 1}).error,
            "decode_error");
}

TEST(Decode, OutputErrorEndsTheDecoding) {
  const Error full{ErrorKind::kIo, "the disk is full"};
  Result<BodyDecoder> decoder =
      BodyDecoder::create({{"Content-Encoding", "gzip"}}, {},
                          [&](std::string_view) { return Result<void>(full); });
  ASSERT_TRUE(decoder);
  const Result<void> fed = decoder->feed(test::gzip("hello"));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().kind, ErrorKind::kIo);
}

TEST(Decode, AcceptsWhatItDecodes) {
  EXPECT_EQ(accept_encoding(), "gzip, deflate, br, zstd");
}

constexpr std::size_t kBombBytes = std::size_t{64} << 20;

/// Decodes a decompression bomb and returns the output. Checks that the output
/// arrives in small pieces and has at most `max_bytes` bytes.
std::string defuse(std::string_view encoding, std::string_view bomb,
                   std::uint64_t max_bytes) {
  std::uint64_t total = 0;
  std::size_t largest = 0;
  Result<BodyDecoder> decoder = BodyDecoder::create(
      {{"Content-Encoding", std::string(encoding)}}, {.max_bytes = max_bytes},
      [&](std::string_view bytes) {
        total += bytes.size();
        largest = std::max(largest, bytes.size());
        return Result<void>();
      });
  const Result<void> fed = decoder->feed(bomb);
  EXPECT_LE(total, max_bytes);
  EXPECT_LE(largest, std::size_t{64} << 10);
  return fed ? "fed" : std::string(name_of(fed.error().kind));
}

TEST(Decode, T26_BombsStopAtTheLimit) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 20;
  const std::string gzip = test::gzip_of_zeros(kBombBytes);
  EXPECT_EQ(defuse("gzip", gzip, kLimit), "body_too_large");
  EXPECT_EQ(defuse("gzip, gzip", test::gzip(gzip), kLimit), "body_too_large");
  EXPECT_EQ(defuse("br", test::brotli_of_zeros(kBombBytes), kLimit),
            "body_too_large");
  EXPECT_EQ(defuse("zstd", test::zstd_of_zeros(kBombBytes), kLimit),
            "body_too_large");
}

/// The CPU time of this thread in milliseconds.
double cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 +
         static_cast<double>(time.tv_nsec) / 1e6;
}

/// Decodes `body`, which has `layers` codings, and returns the longest CPU time
/// between two pauses in milliseconds.
double longest_slice(std::string_view coding, int layers,
                     std::string_view body) {
  std::string encoding;
  for (int i = 0; i < layers; ++i) encoding += std::string(coding) + ",";
  double longest = 0;
  double began = cpu_ms();
  const auto end_slice = [&] {
    longest = std::max(longest, cpu_ms() - began);
    began = cpu_ms();
  };
  auto decoder = BodyDecoder::create(
      {{"Content-Encoding", encoding}}, {.max_codings = 6, .pause = end_slice},
      [](std::string_view) { return Result<void>(); });
  // libcurl delivers at most this much at a time.
  constexpr std::size_t kPiece = 100 * 1024;
  Result<void> fed;
  while (fed && !body.empty()) {
    fed = decoder->feed(body.substr(0, kPiece));
    body.remove_prefix(std::min(kPiece, body.size()));
    end_slice();
  }
  return longest;
}

TEST_P(DecodeCoding, X01_NoStackOfCodingsHoldsTheLoopForLong) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr double kMostMs = 500;
#else
  constexpr double kMostMs = 50;
#endif
  const std::string empty = GetParam().code("");
  std::string members;
  for (int i = 0; i < 100'000; ++i) members += empty;
  std::string zeros(std::size_t{32} << 20, '\0');
  for (int layers = 1; layers <= 6; ++layers) {
    EXPECT_LE(longest_slice(GetParam().encoding, layers, members), kMostMs)
        << layers << " layers, the innermost of empty frames";
    zeros = GetParam().code(zeros);
    EXPECT_LE(longest_slice(GetParam().encoding, layers, zeros), kMostMs)
        << layers << " layers of zeros";
    members = GetParam().code(members);
  }
}

TEST(Decode, X01_LayersThatComeToNothingAreBoundedByTheBytesOfTheWire) {
  const std::string empty = test::gzip("");
  std::string members;
  for (int i = 0; i < 2'000'000; ++i) members += empty;
  const std::string body = test::gzip(test::gzip(test::gzip(members)));
  EXPECT_LT(body.size(), 40'000U);
  const Decoded decoded =
      decode("gzip,gzip,gzip,gzip", body, 4096, {.max_codings = 4});
  EXPECT_EQ(decoded.error, "body_too_large");
  EXPECT_EQ(decoded.bytes, "");
}

TEST(Decode, X01_SmallBodiesMayExpandAsMuchAsTheyLike) {
  constexpr std::size_t kBytes = std::size_t{15} << 20;
  const Decoded decoded = decode("br", test::brotli_of_zeros(kBytes));
  EXPECT_EQ(decoded.error, "");
  EXPECT_EQ(decoded.bytes.size(), kBytes);
  EXPECT_EQ(decode("br", test::brotli_of_zeros(kBytes * 2)).error,
            "body_too_large");
}

/// A budget that never waits.
struct CountingBudget final : WindowBudget {
  explicit CountingBudget(std::uint64_t its_bytes) : bytes(its_bytes) {}

  void take(std::uint64_t more) override {
    taken += more;
    most = std::max(most, taken);
  }
  bool try_take(std::uint64_t more) override {
    if (taken + more > bytes) return false;
    take(more);
    return true;
  }
  void give_back(std::uint64_t less) noexcept override { taken -= less; }

  std::uint64_t bytes;
  std::uint64_t taken = 0;
  std::uint64_t most = 0;
};

TEST(Decode, X09_ShortBodiesNeedNoRoomForTheirWindows) {
  CountingBudget budget(0);
  const std::string text = page(200'000);
  for (const auto& coding : kCodings) {
    EXPECT_EQ(
        decode(coding.encoding, coding.code(text), 4096, {.windows = &budget})
            .bytes,
        text)
        << coding.name;
  }
  EXPECT_EQ(budget.most, 0U);
}

TEST(Decode, X09_ASecondWindowWithoutRoomIsAnError) {
  const std::string body = test::zstd(test::zstd(page(6'000'000)));
  CountingBudget narrow(0);
  CountingBudget wide(std::uint64_t{64} << 20);
  EXPECT_EQ(decode("zstd, zstd", body, 4096, {.windows = &wide}).error, "");
  EXPECT_EQ(decode("zstd, zstd", body, 4096, {.windows = &narrow}).error,
            "body_too_large");
  EXPECT_EQ(narrow.taken, 0U);
}

TEST(Decode, X09_AWindowIsNoLargerThanItsBodyMayBe) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 20;
  for (const bool brotli : {true, false}) {
    CountingBudget budget(0);
    const std::string body = brotli ? test::brotli_of_zeros(kBombBytes)
                                    : test::zstd_of_zeros(kBombBytes);
    const Decoded decoded = decode(brotli ? "br" : "zstd", body, 4096,
                                   {.max_bytes = kLimit, .windows = &budget});
    EXPECT_EQ(decoded.error, "body_too_large");
    EXPECT_GT(budget.most, 0U);
    EXPECT_LE(budget.most, kLimit);
  }
}

TEST(Decode, T26_BombInsideACodingThatYieldsNothingStops) {
  // An endless sequence of empty gzip members as output of the outer coding:
  // the final output is empty, but the output of the outer coding is limited,
  // too.
  std::string members;
  while (members.size() < (std::size_t{4} << 20)) members += test::gzip("");
  EXPECT_EQ(defuse("gzip, br", test::brotli(members), std::uint64_t{1} << 20),
            "body_too_large");
}

}  // namespace
}  // namespace gfetch::web
