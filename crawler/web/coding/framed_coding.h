#pragma once
/// The common part of all codings: a sequence of frames (gzip calls them
/// members), each of which starts with a magic number and marks its own end.
///
///   seeking ──magic number──► in frame ──end of frame──► seeking …
///      ├─ another number, first frame ──► raw: the body is not coded
///      └─ another number, later ────────► junk: dropped

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "web/coding/byte_sink.h"
#include "web/coding/stage.h"

namespace gfetch::web {

class FramedCoding : public ByteSink {
 public:
  Result<void> feed(std::string_view bytes) final;
  Result<void> finish() final;

 protected:
  /// Creates a decoder whose frames start with a magic number of `mark_bytes`
  /// bytes, at most four. Error sentences contain `name`, which must outlive
  /// the decoder.
  FramedCoding(std::string_view name, std::size_t mark_bytes, Stage stage)
      : name_(name), mark_bytes_(mark_bytes), stage_(stage) {}

  /// The result of decode(): the progress within the current frame.
  struct Progress {
    std::size_t consumed = 0;
    bool ended = false;  ///< the last consumed byte ends the frame
  };

  /// Returns true if `mark` is the magic number of a frame that follows
  /// `frames` earlier frames.
  virtual bool begins_frame(std::string_view mark, std::size_t frames) = 0;

  /// Prepares for the frame that starts with the magic number `mark`, which is
  /// also the first input of decode().
  virtual void begin_frame(std::string_view mark) = 0;

  /// Decodes `bytes` into emit() until the frame ends or all bytes are
  /// consumed.
  virtual Result<Progress> decode(std::string_view bytes) = 0;

  /// Returns the size in bytes of the window of the current frame; 0 for one of
  /// some kilobytes. Called when the frame has produced bytes.
  virtual std::uint64_t window() const { return 0; }

  /// Passes decoded bytes on. Blocks the calling fiber if the decoder's window
  /// has to wait for room in the budget.
  Result<void> emit(std::string_view bytes) {
    if (Result<void> worked = stage_.work.produce(bytes.size()); !worked) {
      return worked;
    }
    if (Result<void> held = hold_window(bytes.size()); !held) return held;
    return stage_.next.feed(bytes);
  }

  /// Returns an error that says that the coded data is damaged.
  Error damaged(std::string_view detail) const;

  /// The output buffer for decode().
  std::array<char, std::size_t{16} << 10> buffer_;

 private:
  enum class State { kSeeking, kInFrame, kRaw, kJunk };

  Result<void> seek(std::string_view& bytes);
  Result<void> decode_frame(std::string_view& bytes);
  Result<void> hold_window(std::size_t produced);
  void warn(std::string_view sentence);

  std::string_view name_;
  std::size_t mark_bytes_;
  Stage stage_;
  State state_ = State::kSeeking;
  std::size_t frames_ = 0;
  std::uint64_t produced_ = 0;  ///< decoded bytes of all frames
  std::uint64_t held_ = 0;      ///< the part of the window budget
  /// Received bytes of an incomplete magic number.
  std::array<char, 4> mark_{};
  std::size_t mark_size_ = 0;
};

}  // namespace gfetch::web
