// The decoder of the content coding br. Only this source file includes the
// brotli library.
#include <brotli/decode.h>

#include <cstdint>
#include <new>

#include "web/coding/codings.h"
#include "web/coding/framed_coding.h"

namespace gfetch::web {
namespace {

struct Destroy {
  void operator()(BrotliDecoderState* state) const {
    BrotliDecoderDestroyInstance(state);
  }
};

/// The decoder of br. Brotli data is one frame without a magic number, so a
/// body that is not coded cannot be recognised.
class BrotliCoding final : public FramedCoding {
 public:
  explicit BrotliCoding(Stage stage) : FramedCoding("br", 0, stage) {}

 private:
  bool begins_frame(std::string_view /*mark*/, std::size_t frames) override {
    return frames == 0;
  }

  void begin_frame(std::string_view /*mark*/) override {
    state_.reset(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
    if (state_ == nullptr) throw std::bad_alloc();
  }

  std::uint64_t window() const override { return window_; }

  Result<Progress> decode(std::string_view bytes) override {
    if (window_ == 0 && !bytes.empty()) {
      window_ = window_of(static_cast<unsigned char>(bytes.front()));
    }
    auto next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::size_t left = bytes.size();
    while (true) {
      auto next_out = reinterpret_cast<std::uint8_t*>(buffer_.data());
      std::size_t free = buffer_.size();
      const BrotliDecoderResult result = BrotliDecoderDecompressStream(
          state_.get(), &left, &next_in, &free, &next_out, nullptr);
      if (free < buffer_.size()) {
        Result<void> passed = emit({buffer_.data(), buffer_.size() - free});
        if (!passed) return passed.error();
      }
      const std::size_t consumed = bytes.size() - left;
      switch (result) {
        case BROTLI_DECODER_RESULT_SUCCESS:
          return Progress{consumed, true};
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
          return Progress{consumed, false};
        case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
          break;
        case BROTLI_DECODER_RESULT_ERROR:
          return damaged("it is not valid brotli");
      }
    }
  }

  /// Returns the size of the window, which the first byte of a stream says
  /// (RFC 7932, 9.1).
  static std::uint64_t window_of(unsigned first) {
    const unsigned high = first >> 1 & 7;
    const unsigned low = first >> 4 & 7;
    if ((first & 1) == 0) return std::uint64_t{1} << 16;
    if (high != 0) return std::uint64_t{1} << (17 + high);
    return std::uint64_t{1} << (low == 0 ? 17 : 8 + low);
  }

  std::unique_ptr<BrotliDecoderState, Destroy> state_;
  std::uint64_t window_ = 0;
};

}  // namespace

std::unique_ptr<ByteSink> decode_brotli(Stage stage) {
  return std::make_unique<BrotliCoding>(stage);
}

}  // namespace gfetch::web
