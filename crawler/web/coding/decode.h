#pragma once
/// Undoes Content-Encoding as the body streams by, and codings of the transfer
/// but for chunks: bounded in memory and in output, and strict where leniency
/// would lose data silently.
///
///   Result<BodyDecoder> decoder = BodyDecoder::create(
///       response.headers, {.max_bytes = 64 << 20},
///       [&](std::string_view bytes) { return file.write(bytes); });
///   … decoder->feed(chunk) …          // for every chunk that arrives
///   … decoder->finish() …             // at the end: was it whole?
///
/// What is decoded: gzip (any number of members), deflate (with and without
/// the zlib wrapper), br, zstd (any number of frames), up to five stacked.
///
/// What is forgiven, with a warning():
/// - gzip or zstd in name only: bytes without the coding's magic number were
///   never coded, and pass as they are;
/// - bytes after the end of the coded data are dropped;
/// - a coding nobody knows (`utf-8`, `none`): the body passes as it is, as in
///   browsers.
///
/// What is not: a body cut short, a wrong checksum, broken data, more than
/// five codings. They are kDecodeError; what was decoded until then has been
/// delivered.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/net/result.h"

namespace gfetch::web {

/// The Accept-Encoding that asks for what BodyDecoder undoes.
/// Never blocks.
constexpr std::string_view accept_encoding() {
  return "gzip, deflate, br, zstd";
}

struct DecodeLimits {
  /// Of output, and of what any stacked coding in between puts out; 0 is no
  /// limit. Beyond it feed() is kBodyTooLarge, and exactly this many bytes
  /// were delivered.
  std::uint64_t max_bytes = 0;
};

class BodyDecoder {
 public:
  /// Receives decoded bytes, which live until it returns. An error of its own
  /// ends the decoding and comes out of feed().
  using Output = std::function<Result<void>(std::string_view bytes)>;

  /// Whether `headers` name any coding to undo.
  /// Never blocks.
  static bool needed_for(const std::vector<http::Header>& headers);

  /// A decoder for the Content-Encoding and Transfer-Encoding fields in
  /// `headers`.
  /// Never blocks.
  static Result<BodyDecoder> create(const std::vector<http::Header>& headers,
                                    DecodeLimits limits, Output output);

  BodyDecoder(BodyDecoder&&) noexcept;
  BodyDecoder& operator=(BodyDecoder&&) noexcept;
  ~BodyDecoder();

  /// Decodes the next bytes as transferred. Nothing may be fed after an error.
  /// Blocks the calling fiber only if the output does.
  Result<void> feed(std::string_view bytes);

  /// Says whether the body was whole. No bytes at all are a whole body.
  /// Blocks the calling fiber only if the output does.
  Result<void> finish();

  /// What was forgiven, a sentence; empty when nothing was.
  /// Never blocks.
  std::string_view warning() const;

 private:
  struct State;
  explicit BodyDecoder(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;  ///< at one address: the codings point to it
};

}  // namespace gfetch::web
