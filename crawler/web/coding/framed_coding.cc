#include "web/coding/framed_coding.h"

#include <algorithm>
#include <string>

namespace gfetch::web {

Result<void> FramedCoding::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    switch (state_) {
      case State::kSeeking:
        if (Result<void> sought = seek(bytes); !sought) return sought;
        break;
      case State::kInFrame:
        if (Result<void> decoded = decode_frame(bytes); !decoded) {
          return decoded;
        }
        break;
      case State::kRaw:
        return stage_.next.feed(bytes);
      case State::kJunk:
        return {};
    }
  }
  return {};
}

/// Takes the missing bytes of a frame's magic number off `bytes`, and compares
/// the number once it is complete.
Result<void> FramedCoding::seek(std::string_view& bytes) {
  const std::size_t taken = std::min(mark_bytes_ - mark_size_, bytes.size());
  std::copy_n(bytes.begin(), taken, mark_.begin() + mark_size_);
  mark_size_ += taken;
  bytes.remove_prefix(taken);
  if (mark_size_ < mark_bytes_) return {};

  std::string_view mark(mark_.data(), mark_size_);
  mark_size_ = 0;
  if (begins_frame(mark, frames_)) {
    state_ = State::kInFrame;
    if (Result<void> worked = stage_.work.begin_frame(); !worked) {
      return worked;
    }
    begin_frame(mark);
    return decode_frame(mark);
  }
  if (frames_ > 0) {
    state_ = State::kJunk;
    warn("the coded body is followed by other bytes, which were dropped");
    return {};
  }
  state_ = State::kRaw;
  warn(
      "the body is not coded as its Content-Encoding says; it was not decoded");
  return stage_.next.feed(mark);
}

// Decodes a piece of the input: not all of it, so that a decoder that builds
// tables for long and produces nothing is divided into slices, too.
Result<void> FramedCoding::decode_frame(std::string_view& bytes) {
  constexpr std::size_t kPiece = 2048;
  Result<Progress> progress = decode(bytes.substr(0, kPiece));
  if (!progress) return progress.error();
  bytes.remove_prefix(progress->consumed);
  if (auto worked = stage_.work.consume(progress->consumed); !worked) {
    return worked;
  }
  if (progress->ended) {
    ++frames_;
    state_ = State::kSeeking;
  }
  return {};
}

// Counts the window of the current frame. Only the part of a window that holds
// decoded bytes takes memory, so short bodies need no room in the budget.
Result<void> FramedCoding::hold_window(std::size_t produced) {
  constexpr std::uint64_t kFreeBytes = std::uint64_t{256} << 10;
  produced_ += produced;
  if (produced_ <= kFreeBytes) return {};
  const std::uint64_t needed = window();
  if (needed <= held_) return {};
  Result<void> held = stage_.windows.add(needed - held_);
  held_ = needed;
  return held;
}

Result<void> FramedCoding::finish() {
  if (state_ == State::kInFrame) return damaged("it ends too early");
  // A magic number that is cut off at the end of the body counts as a wrong
  // one.
  if (state_ == State::kSeeking && mark_size_ > 0) {
    mark_bytes_ = mark_size_;
    std::string_view nothing;
    if (Result<void> sought = seek(nothing); !sought) return sought;
    if (state_ == State::kInFrame) return damaged("it ends too early");
  }
  return stage_.next.finish();
}

void FramedCoding::warn(std::string_view sentence) {
  if (stage_.warning.empty()) stage_.warning = sentence;
}

Error FramedCoding::damaged(std::string_view detail) const {
  return {
      ErrorKind::kDecodeError,
      "the " + std::string(name_) + " body is damaged: " + std::string(detail)};
}

}  // namespace gfetch::web
