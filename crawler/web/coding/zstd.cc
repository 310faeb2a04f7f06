// The decoder of the content coding zstd. Only this source file includes the
// zstd library.
#include <zstd.h>

#include <cstdint>
#include <new>

#include "web/coding/codings.h"
#include "web/coding/framed_coding.h"

namespace gfetch::web {
namespace {

/// The base-2 logarithm of the largest window, 8 MiB, which is the most that
/// RFC 9659 allows a server. It bounds the decoder's memory.
constexpr int kMaxWindowLog = 23;

struct Free {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdCoding final : public FramedCoding {
 public:
  explicit ZstdCoding(Stage stage) : FramedCoding("zstd", 4, stage) {}

 private:
  bool begins_frame(std::string_view mark, std::size_t /*frames*/) override {
    if (mark == "\x28\xB5\x2F\xFD") return true;
    const bool skippable = mark.size() == 4 && (mark[0] & 0xF0) == 0x50 &&
                           mark.substr(1) == "\x2A\x4D\x18";
    return skippable;
  }

  /// Does nothing: the zstd library starts the next frame without a reset.
  void begin_frame(std::string_view /*mark*/) override {
    if (context_ != nullptr) return;
    context_.reset(ZSTD_createDCtx());
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  }

  std::uint64_t window() const override {
    return ZSTD_sizeof_DCtx(context_.get());
  }

  Result<Progress> decode(std::string_view bytes) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (true) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
      if (out.pos > 0) {
        Result<void> passed = emit({buffer_.data(), out.pos});
        if (!passed) return passed.error();
      }
      if (ZSTD_isError(left) != 0) return damaged(ZSTD_getErrorName(left));
      if (left == 0) return Progress{in.pos, true};
      if (out.pos < out.size && in.pos == in.size) {
        return Progress{in.pos, false};
      }
    }
  }

  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

}  // namespace

std::unique_ptr<ByteSink> decode_zstd(Stage stage) {
  return std::make_unique<ZstdCoding>(stage);
}

}  // namespace gfetch::web
