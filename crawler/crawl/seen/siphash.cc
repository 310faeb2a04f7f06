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
    mix();
    mix();
    a_ ^= word;
  }

  std::uint64_t first_half() {
    c_ ^= 0xee;
    return finish();
  }

  std::uint64_t second_half() {
    b_ ^= 0xdd;
    return finish();
  }

 private:
  // One round, without a loop over rounds: a crawl hashes each link of a page.
  void mix() {
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

  std::uint64_t finish() {
    mix();
    mix();
    mix();
    mix();
    return a_ ^ b_ ^ c_ ^ d_;
  }

  std::uint64_t a_, b_, c_, d_;
};

// The word of up to 8 bytes, the first byte lowest.
std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    word = word << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return word;
}

// The word of the first 8 bytes of `text`, which has at least 8.
std::uint64_t first_word(std::string_view text) {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof(word));
    return word;
  } else {
    return word_of(text.substr(0, 8));
  }
}

}  // namespace

std::pair<std::uint64_t, std::uint64_t> siphash128(std::string_view text,
                                                   std::uint64_t key_low,
                                                   std::uint64_t key_high) {
  State state(key_low, key_high);
  const std::uint64_t length = text.size();
  while (text.size() >= 8) {
    state.take(first_word(text));
    text.remove_prefix(8);
  }
  state.take(length << 56 | word_of(text));
  const std::uint64_t first = state.first_half();
  return {first, state.second_half()};
}

}  // namespace gfetch::crawl
