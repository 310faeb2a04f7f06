#pragma once
/// Decodes the chunked transfer coding (RFC 9112, 7.1) of a request, strictly:
/// what two servers might read in two ways is an error. Trailer fields are
/// checked and dropped.
///
/// Boost.Beast's parser is not used for it: it lets a line feed alone pass in
/// the quoted value of an extension, and needs a chunk's head in one piece.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gfetch::http::server {

class ChunkDecoder {
 public:
  struct Step {
    std::size_t consumed = 0;  ///< bytes of the input that are done with
    std::string_view data;     ///< decoded bytes, a part of the input
  };

  /// Takes the next bytes, and stops behind the first decoded data, of at most
  /// `most` bytes; `most` must not be 0. Must not be called after done() or
  /// bad().
  Step next(std::string_view bytes, std::size_t most) noexcept;

  /// True behind the last chunk and the trailer.
  bool done() const noexcept { return state_ == State::kDone; }
  /// True if the coding is broken.
  bool bad() const noexcept { return state_ == State::kBad; }

 private:
  enum class State : std::uint8_t {
    kSizeStart,
    kSize,
    kExtension,
    kSizeEnd,  // the line feed of the size's line
    kData,
    kDataCr,
    kDataEnd,
    kLineStart,  // of the trailer
    kFieldName,
    kFieldValue,
    kFieldEnd,
    kLastEnd,  // the line feed of the empty line
    kDone,
    kBad,
  };

  State after(char c) noexcept;
  State after_size_character(char c, bool first) noexcept;
  State after_trailer_character(char c) noexcept;
  State overhead(State next) noexcept;

  State state_ = State::kSizeStart;
  std::uint64_t left_ = 0;      // of the chunk
  std::uint32_t digits_ = 0;    // of its size
  std::uint32_t overhead_ = 0;  // bytes of extensions and of the trailer
};

}  // namespace gfetch::http::server
