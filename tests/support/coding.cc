#include "tests/support/coding.h"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <stdexcept>

namespace gfetch::test {
namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr int kZlibWindow = 15;
constexpr int kRawWindow = -15;

std::string deflate_with(std::string_view text, int window) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string result(deflateBound(&stream, text.size()), '\0');
  std::string input(text);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

}  // namespace

std::string gzip(std::string_view text) {
  return deflate_with(text, kGzipWindow);
}

std::string zlib_deflate(std::string_view text) {
  return deflate_with(text, kZlibWindow);
}

std::string raw_deflate(std::string_view text) {
  return deflate_with(text, kRawWindow);
}

std::string brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string result(size, '\0');
  if (BrotliEncoderCompress(
          4, BROTLI_DEFAULT_WINDOW, BROTLI_DEFAULT_MODE, text.size(),
          reinterpret_cast<const std::uint8_t*>(text.data()), &size,
          reinterpret_cast<std::uint8_t*>(result.data())) != BROTLI_TRUE)
    throw std::runtime_error("brotli");
  result.resize(size);
  return result;
}

std::string zstd(std::string_view text) {
  std::string result(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress(result.data(), result.size(), text.data(), text.size(), 1);
  if (ZSTD_isError(size) != 0) throw std::runtime_error("zstd");
  result.resize(size);
  return result;
}

std::string gzip_of_zeros(std::size_t bytes) {
  return gzip(std::string(bytes, '\0'));
}

std::string brotli_of_zeros(std::size_t bytes) {
  return brotli(std::string(bytes, '\0'));
}

std::string zstd_of_zeros(std::size_t bytes) {
  return zstd(std::string(bytes, '\0'));
}

std::string base64_decoded(std::string_view text) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) continue;
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

}  // namespace gfetch::test
