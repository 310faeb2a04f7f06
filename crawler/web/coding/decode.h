#pragma once
/// Decodes the content codings of a body while it arrives, and the transfer
/// codings except chunked. Memory and output are bounded. Damaged data is an
/// error, so that no data is lost in silence.
///
///   Result<BodyDecoder> decoder = BodyDecoder::create(
///       response.headers, {.max_bytes = 64 << 20},
///       [&](std::string_view bytes) { return file.write(bytes); });
///   … decoder->feed(chunk) …          // for every chunk that arrives
///   … decoder->finish() …             // at the end: was it whole?
///
/// Codings: gzip (any number of members), deflate (with and without the zlib
/// header), br, zstd (any number of frames), applied one after the other.
///
/// The work is bounded by the size of the body on the wire, also if the stages
/// produce nothing in the end, such as layers of empty gzip members; and it is
/// done in slices, between which a pause lets other fibers run.
///
/// Tolerated, with a warning():
/// - a body without the magic number of gzip or zstd was not coded, and passes
///   unchanged;
/// - bytes after the end of the coded data are dropped;
/// - with an unknown coding (`utf-8`, `none`) the body passes unchanged, as in
///   browsers.
///
/// Errors (kDecodeError): a truncated body, a wrong checksum, invalid data,
/// too many codings. kBodyTooLarge: more bytes than the limit, or the stages
/// together produced more than 2,000 times the bytes of the wire and more than
/// 16 MiB. The output has received the bytes before the error.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/net/result.h"

namespace gfetch::web {

/// Returns the value of the Accept-Encoding header: the codings that
/// BodyDecoder supports.
constexpr std::string_view accept_encoding() {
  return "gzip, deflate, br, zstd";
}

class WindowBudget;

struct DecodeLimits {
  /// The limit in bytes of the output and of the output of each intermediate
  /// coding; 0 means no limit. When it is exceeded, feed() returns
  /// kBodyTooLarge after the output has received exactly this many bytes.
  std::uint64_t max_bytes = 0;
  /// The limit of the number of codings.
  std::size_t max_codings = 2;
  /// The budget for the windows of all decoders of a run, which must outlive
  /// the decoder. While it has no room, feed() blocks the calling fiber; if a
  /// second coding finds no room, feed() returns kBodyTooLarge. Null: windows
  /// are not counted.
  WindowBudget* windows = nullptr;
  /// Called after each slice of work, at most some milliseconds; may block the
  /// calling fiber. Null: feed() does all work at once.
  std::function<void()> pause = {};
};

class BodyDecoder {
 public:
  /// A function that receives decoded bytes, which are valid until it returns.
  /// Its error ends the decoding, and feed() returns the error.
  using Output = std::function<Result<void>(std::string_view bytes)>;

  /// Returns true if `headers` name a coding other than identity and chunked.
  static bool needed_for(const std::vector<http::Header>& headers);

  /// Creates a decoder for the Content-Encoding and Transfer-Encoding headers
  /// in `headers`.
  static Result<BodyDecoder> create(const std::vector<http::Header>& headers,
                                    DecodeLimits limits, Output output);

  BodyDecoder(BodyDecoder&&) noexcept;
  BodyDecoder& operator=(BodyDecoder&&) noexcept;
  ~BodyDecoder();

  /// Decodes the next bytes of the body. Must not be called after an error.
  /// Blocks the calling fiber only if the output, the pause or the budget does.
  Result<void> feed(std::string_view bytes);

  /// Ends the body. The error is kDecodeError for a truncated body; a body
  /// without any bytes is complete. Blocks the calling fiber only if the output
  /// does.
  Result<void> finish();

  /// Returns a sentence about the first tolerated fault; empty when there was
  /// none.
  std::string_view warning() const;

 private:
  struct State;
  explicit BodyDecoder(std::unique_ptr<State> state);

  /// The decoder stages point into the state.
  std::unique_ptr<State> state_;
};

}  // namespace gfetch::web
