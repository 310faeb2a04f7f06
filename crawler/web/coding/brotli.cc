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

  Result<Progress> decode(std::string_view bytes) override {
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

  std::unique_ptr<BrotliDecoderState, Destroy> state_;
};

}  // namespace

std::unique_ptr<ByteSink> decode_brotli(Stage stage) {
  return std::make_unique<BrotliCoding>(stage);
}

}  // namespace gfetch::web
