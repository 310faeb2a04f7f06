// The decoders of the content codings gzip and deflate: one algorithm with
// three header formats. Only this source file includes zlib.
#include <zlib.h>

#include <new>

#include "web/coding/codings.h"
#include "web/coding/framed_coding.h"

namespace gfetch::web {
namespace {

/// Arguments of zlib's inflateInit2(): the largest window size, combined with
/// the header format.
constexpr int kRawBits = -MAX_WBITS;
constexpr int kZlibBits = MAX_WBITS;
constexpr int kGzipBits = MAX_WBITS + 16;

class InflateCoding : public FramedCoding {
 public:
  ~InflateCoding() override {
    if (open_) inflateEnd(&stream_);
  }
  InflateCoding(const InflateCoding&) = delete;
  InflateCoding& operator=(const InflateCoding&) = delete;

 protected:
  using FramedCoding::FramedCoding;

  void start(int window_bits) {
    const int status = open_ ? inflateReset2(&stream_, window_bits)
                             : inflateInit2(&stream_, window_bits);
    if (status != Z_OK) throw std::bad_alloc();
    open_ = true;
  }

  Result<Progress> decode(std::string_view bytes) final {
    // zlib only reads the input, but its interface has no const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (true) {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t made = buffer_.size() - stream_.avail_out;
      if (made > 0) {
        Result<void> passed = emit({buffer_.data(), made});
        if (!passed) return passed.error();
      }
      const std::size_t consumed = bytes.size() - stream_.avail_in;
      if (status == Z_STREAM_END) return Progress{consumed, true};
      if (status != Z_OK && status != Z_BUF_ERROR) return damaged(reason());
      if (stream_.avail_out > 0) return Progress{consumed, false};
    }
  }

 private:
  std::string_view reason() const {
    return stream_.msg == nullptr ? "it needs a dictionary" : stream_.msg;
  }

  z_stream stream_{};
  bool open_ = false;
};

class GzipCoding final : public InflateCoding {
 public:
  explicit GzipCoding(Stage stage) : InflateCoding("gzip", 2, stage) {}

 private:
  bool begins_frame(std::string_view mark, std::size_t /*frames*/) override {
    return mark == "\x1F\x8B";
  }
  void begin_frame(std::string_view /*mark*/) override { start(kGzipBits); }
};

/// The decoder of deflate. RFC 9110, 8.4.1.2 requires the zlib header, but some
/// servers send raw deflate data without it, so both are accepted.
class DeflateCoding final : public InflateCoding {
 public:
  explicit DeflateCoding(Stage stage) : InflateCoding("deflate", 2, stage) {}

 private:
  bool begins_frame(std::string_view /*mark*/, std::size_t frames) override {
    return frames == 0;
  }
  void begin_frame(std::string_view mark) override {
    start(is_zlib_header(mark) ? kZlibBits : kRawBits);
  }

  /// Returns true if `mark` is a zlib header by RFC 1950, 2.2: the method is 8,
  /// the window is at most 32 KiB, and the two bytes as a number are divisible
  /// by 31.
  static bool is_zlib_header(std::string_view mark) {
    if (mark.size() < 2) return false;
    const unsigned method = static_cast<unsigned char>(mark[0]);
    const unsigned flags = static_cast<unsigned char>(mark[1]);
    return (method & 0x0F) == 8 && method >> 4 <= 7 &&
           (method * 256 + flags) % 31 == 0;
  }
};

}  // namespace

std::unique_ptr<ByteSink> decode_gzip(Stage stage) {
  return std::make_unique<GzipCoding>(stage);
}

std::unique_ptr<ByteSink> decode_deflate(Stage stage) {
  return std::make_unique<DeflateCoding>(stage);
}

}  // namespace gfetch::web
