#include "chunk_decoder.h"

#include <algorithm>

#include "text.h"

namespace gfetch::http::server {

namespace {

// No client needs more; without a bound a body of one byte could keep the
// server reading for ever.
constexpr std::uint32_t kMostOverhead = 4096;
constexpr std::uint32_t kMostDigits = 15;

bool is_control(char c) noexcept {
  return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
}

}  // namespace

ChunkDecoder::State ChunkDecoder::overhead(State next) noexcept {
  return ++overhead_ > kMostOverhead ? State::kBad : next;
}

ChunkDecoder::State ChunkDecoder::after_size_character(char c,
                                                       bool first) noexcept {
  if (const int digit = hex_value(c); digit >= 0) {
    digits_ = first ? 1 : digits_ + 1;
    left_ = (first ? 0 : left_ * 16) + static_cast<std::uint64_t>(digit);
    return digits_ > kMostDigits ? State::kBad : State::kSize;
  }
  if (first) return State::kBad;
  if (c == '\r') return State::kSizeEnd;
  return c == ';' ? overhead(State::kExtension) : State::kBad;
}

ChunkDecoder::State ChunkDecoder::after_trailer_character(char c) noexcept {
  switch (state_) {
    case State::kLineStart:
      if (c == '\r') return State::kLastEnd;
      return is_token_character(c) ? overhead(State::kFieldName) : State::kBad;
    case State::kFieldName:
      if (c == ':') return overhead(State::kFieldValue);
      return is_token_character(c) ? overhead(State::kFieldName) : State::kBad;
    case State::kFieldValue:
      if (c == '\r') return State::kFieldEnd;
      return is_control(c) ? State::kBad : overhead(State::kFieldValue);
    default:  // kFieldEnd
      return c == '\n' ? State::kLineStart : State::kBad;
  }
}

ChunkDecoder::State ChunkDecoder::after(char c) noexcept {
  switch (state_) {
    case State::kSizeStart:
      return after_size_character(c, true);
    case State::kSize:
      return after_size_character(c, false);
    case State::kExtension:
      if (c == '\r') return State::kSizeEnd;
      return is_control(c) ? State::kBad : overhead(State::kExtension);
    case State::kSizeEnd:
      if (c != '\n') return State::kBad;
      return left_ > 0 ? State::kData : State::kLineStart;
    case State::kDataCr:
      return c == '\r' ? State::kDataEnd : State::kBad;
    case State::kDataEnd:
      return c == '\n' ? State::kSizeStart : State::kBad;
    case State::kLastEnd:
      return c == '\n' ? State::kDone : State::kBad;
    default:
      return after_trailer_character(c);
  }
}

ChunkDecoder::Step ChunkDecoder::next(std::string_view bytes,
                                      std::size_t most) noexcept {
  Step step;
  while (step.consumed < bytes.size() && !done() && !bad()) {
    if (state_ != State::kData) {
      state_ = after(bytes[step.consumed++]);
      continue;
    }
    const std::size_t size =
        std::min({static_cast<std::uint64_t>(bytes.size() - step.consumed),
                  left_, static_cast<std::uint64_t>(most)});
    step.data = bytes.substr(step.consumed, size);
    step.consumed += size;
    left_ -= size;
    if (left_ == 0) state_ = State::kDataCr;
    break;
  }
  return step;
}

}  // namespace gfetch::http::server
