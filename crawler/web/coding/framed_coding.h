#pragma once
/// What all codings have in common: data in frames (members, in gzip's words),
/// one after the other, that begin with a mark and end by themselves.
///
///   seeking ──mark──► in frame ──its end──► seeking …
///      ├─ no mark, first frame ──► raw: it was never coded
///      └─ no mark, later ────────► junk: dropped

#include <array>
#include <cstddef>
#include <string_view>

#include "web/coding/byte_sink.h"

namespace gfetch::web {

class FramedCoding : public ByteSink {
 public:
  Result<void> feed(std::string_view bytes) final;
  Result<void> finish() final;

 protected:
  /// Its mark is `mark_bytes` long, four at most. `name` is what errors call
  /// it. The first thing that is forgiven is written to `warning`. All must
  /// outlive the coding.
  FramedCoding(std::string_view name, std::size_t mark_bytes, ByteSink& next,
               std::string_view& warning)
      : name_(name), mark_bytes_(mark_bytes), next_(next), warning_(warning) {}

  /// How far decode() came.
  struct Progress {
    std::size_t consumed = 0;
    bool ended = false;  ///< with the frame's last byte
  };

  /// Whether `mark` begins a frame, after so many others.
  virtual bool begins_frame(std::string_view mark, std::size_t frames) = 0;

  /// Gets ready for the frame that `mark`, which decode() is given next,
  /// begins.
  virtual void begin_frame(std::string_view mark) = 0;

  /// Decodes into emit() until the frame ends or all is consumed.
  virtual Result<Progress> decode(std::string_view bytes) = 0;

  Result<void> emit(std::string_view bytes) { return next_.feed(bytes); }

  /// The error that damaged data is.
  Error damaged(std::string_view detail) const;

  /// Where a frame is decoded into, a piece at a time.
  std::array<char, std::size_t{16} << 10> buffer_;

 private:
  enum class State { kSeeking, kInFrame, kRaw, kJunk };

  Result<void> seek(std::string_view& bytes);
  Result<void> decode_frame(std::string_view& bytes);
  void forgive(std::string_view sentence);

  std::string_view name_;
  std::size_t mark_bytes_;
  ByteSink& next_;
  std::string_view& warning_;
  State state_ = State::kSeeking;
  std::size_t frames_ = 0;
  std::array<char, 4> mark_{};  ///< what came of it so far
  std::size_t mark_size_ = 0;
};

}  // namespace gfetch::web
