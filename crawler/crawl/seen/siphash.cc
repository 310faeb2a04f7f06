#include "crawl/seen/siphash.h"

#include <bit>
#include <cstddef>
#include <cstring>

namespace gfetch::crawl {
namespace {

class State {
 public:
  State(std::uint64_t key_low, std::uint64_t key_high)
      : a_(key_low ^ 0x736f6d6570736575),
        b_(key_high ^ 0x646f72616e646f6d ^ 0xee),
        c_(key_low ^ 0x6c7967656e657261),
        d_(key_high ^ 0x7465646279746573) {}

  void take(std::uint64_t word) {
    d_ ^= word;
    mix(2);
    a_ ^= word;
  }

  std::uint64_t first_half() {
    c_ ^= 0xee;
    mix(4);
    return a_ ^ b_ ^ c_ ^ d_;
  }

  std::uint64_t second_half() {
    b_ ^= 0xdd;
    mix(4);
    return a_ ^ b_ ^ c_ ^ d_;
  }

 private:
  void mix(int rounds) {
    while (rounds-- > 0) {
      a_ += b_;
      c_ += d_;
      b_ = std::rotl(b_, 13) ^ a_;
      d_ = std::rotl(d_, 16) ^ c_;
      a_ = std::rotl(a_, 32);
      c_ += b_;
      a_ += d_;
      b_ = std::rotl(b_, 17) ^ c_;
      d_ = std::rotl(d_, 21) ^ a_;
      c_ = std::rotl(c_, 32);
    }
  }

  std::uint64_t a_, b_, c_, d_;
};

std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes.data(), bytes.size());
  } else {
    for (std::size_t i = bytes.size(); i-- > 0;) {
      word = word << 8 | static_cast<unsigned char>(bytes[i]);
    }
  }
  return word;
}

}  // namespace

std::pair<std::uint64_t, std::uint64_t> siphash128(std::string_view text,
                                                   std::uint64_t key_low,
                                                   std::uint64_t key_high) {
  State state(key_low, key_high);
  const std::uint64_t length = text.size();
  while (text.size() >= 8) {
    state.take(word_of(text.substr(0, 8)));
    text.remove_prefix(8);
  }
  state.take(length << 56 | word_of(text));
  const std::uint64_t first = state.first_half();
  return {first, state.second_half()};
}

}  // namespace gfetch::crawl
