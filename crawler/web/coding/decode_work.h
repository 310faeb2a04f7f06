#pragma once
/// The work of all stages of a decoder: it is bounded by the size of the body
/// as it came over the wire, and divided into slices.

#include <cstddef>
#include <cstdint>
#include <functional>

#include "gfetch/net/result.h"

namespace gfetch::web {

class DecodeWork {
 public:
  /// The stages of a decoder may produce this many times the bytes of the wire,
  /// intermediate codings included. Text is compressed 5 to 20 times, and zeros
  /// at most 1,032 times by gzip.
  static constexpr std::uint64_t kMostExpansion = 2000;
  /// Below this size any expansion is allowed.
  static constexpr std::uint64_t kFloorBytes = std::uint64_t{16} << 20;
  /// The size of a slice: some milliseconds.
  static constexpr std::uint64_t kSliceBytes = std::uint64_t{512} << 10;
  /// The work of beginning a frame, such as a gzip member without content, in
  /// bytes of output that take the same time.
  static constexpr std::uint64_t kFrameBytes = 1024;
  /// The work of a byte of coded input at worst, in bytes of output that take
  /// the same time.
  static constexpr std::uint64_t kInputWork = 32;

  /// `pause` is called after each slice; null: the work is not divided.
  explicit DecodeWork(std::function<void()> pause) : pause_(std::move(pause)) {}

  /// Adds bytes that came over the wire.
  void receive(std::size_t bytes) noexcept { received_ += bytes; }

  /// Adds bytes that a stage has produced. The error is kBodyTooLarge. Blocks
  /// the calling fiber only if the pause does.
  Result<void> produce(std::size_t bytes) {
    produced_ += bytes;
    if (produced_ > kFloorBytes && produced_ / kMostExpansion > received_) {
      return too_much();
    }
    return work(bytes);
  }

  /// Adds the work of `bytes` of coded input. A block of some bytes can make a
  /// decoder build tables without producing anything.
  Result<void> consume(std::size_t bytes) { return work(bytes * kInputWork); }

  /// Adds the work of a frame.
  Result<void> begin_frame() { return work(kFrameBytes); }

 private:
  Result<void> work(std::uint64_t bytes) {
    slice_ += bytes;
    if (slice_ < kSliceBytes) return {};
    slice_ = 0;
    if (pause_) pause_();
    return {};
  }
  static Error too_much();

  std::function<void()> pause_;
  std::uint64_t received_ = 0;
  std::uint64_t produced_ = 0;
  std::uint64_t slice_ = 0;
};

}  // namespace gfetch::web
