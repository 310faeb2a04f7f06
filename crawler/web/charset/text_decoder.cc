// The conversion of texts to UTF-8 by ICU's converters.
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include <array>
#include <new>

#include "web/charset/charset.h"
#include "web/text/utf8.h"

namespace gfetch::web {
namespace {

struct Closes {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Closes>;

Converter open_converter(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name, &error));
  return U_SUCCESS(error) != 0 ? std::move(converter) : nullptr;
}

/// An ICU callback: replaces an invalid sequence by U+FFFD and clears the flag
/// `lossless`.
void replace(const void* lossless, UConverterToUnicodeArgs* args,
             const char* /*units*/, std::int32_t /*length*/,
             UConverterCallbackReason reason, UErrorCode* error) {
  constexpr UChar kReplacement = 0xFFFD;
  if (reason > UCNV_IRREGULAR) return;
  *static_cast<bool*>(const_cast<void*>(lossless)) = false;
  *error = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(args, &kReplacement, 1, 0, error);
}

}  // namespace

struct TextDecoder::State {
  bool passes = false;  ///< the text is UTF-8 and passes unchanged
  bool lossless = true;
  Converter from;  ///< null: ICU cannot decode the encoding
  Converter to;
  std::array<UChar, 512> pivot{};
  UChar* pivot_begin = pivot.data();
  UChar* pivot_end = pivot.data();
};

TextDecoder::TextDecoder(const Encoding& encoding)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.passes = encoding.name == "UTF-8";
  if (state.passes) return;
  if (*encoding.converter != '\0') {
    state.from = open_converter(encoding.converter);
  }
  state.to = open_converter("UTF-8");
  state.lossless = state.from != nullptr && state.to != nullptr;
  if (!state.lossless) return;
  UErrorCode error = U_ZERO_ERROR;
  ucnv_setToUCallBack(state.from.get(), replace, &state.lossless, nullptr,
                      nullptr, &error);
}

TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;
TextDecoder::~TextDecoder() = default;

void TextDecoder::decode(std::string_view bytes, std::string& out, bool last) {
  State& state = *state_;
  if (state.passes) {
    out += bytes;
    return;
  }
  if (!state.from || !state.to) return;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
  while (error == U_BUFFER_OVERFLOW_ERROR) {
    std::array<char, 1024> block;
    char* target = block.data();
    error = U_ZERO_ERROR;
    ucnv_convertEx(
        state.to.get(), state.from.get(), &target, target + block.size(),
        &source, end, state.pivot.data(), &state.pivot_begin, &state.pivot_end,
        state.pivot.data() + state.pivot.size(), 0, last ? 1 : 0, &error);
    out.append(block.data(), target);
  }
}

bool TextDecoder::lossless() const {
  return state_->lossless;
}

std::optional<std::string> text_in(const Encoding& encoding,
                                   std::string_view bytes) {
  TextDecoder decoder(encoding);
  std::string text;
  decoder.decode(bytes, text, true);
  if (!decoder.lossless() || !is_valid_utf8(text)) return std::nullopt;
  return text;
}

}  // namespace gfetch::web
