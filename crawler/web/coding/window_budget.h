#pragma once
/// The memory for the windows of decoders. A few bytes on the wire can demand a
/// window of 16 MiB (br) or 8 MiB (zstd), and a run decodes many bodies at a
/// time.
///
///   WindowHold hold(&budget, max_body_bytes);
///   hold.add(window);  // waits while the other bodies hold too much

#include <cstdint>

#include "gfetch/net/result.h"

namespace gfetch::web {

/// A budget that all decoders of a run share.
class WindowBudget {
 public:
  virtual ~WindowBudget() = default;

  /// Takes `bytes` of the budget. May block the calling fiber.
  virtual void take(std::uint64_t bytes) = 0;

  /// Takes `bytes` if there is room for them; otherwise returns false.
  virtual bool try_take(std::uint64_t bytes) = 0;

  virtual void give_back(std::uint64_t bytes) noexcept = 0;
};

/// What the decoders of one body hold of a budget. Destruction gives it back.
class WindowHold {
 public:
  /// Creates a hold of nothing. With a null budget nothing is counted. The body
  /// has at most `max_bytes` decoded bytes (0: no limit), so no more of a
  /// window is in use.
  WindowHold(WindowBudget* budget, std::uint64_t max_bytes)
      : budget_(budget), max_bytes_(max_bytes) {}
  ~WindowHold();
  WindowHold(const WindowHold&) = delete;
  WindowHold& operator=(const WindowHold&) = delete;

  /// Adds `bytes`. The first call waits for room. A later one fails with
  /// kBodyTooLarge without room: if bodies waited while they hold a part, each
  /// could wait for another one for ever.
  /// Blocks the calling fiber only if the budget does.
  Result<void> add(std::uint64_t bytes);

 private:
  WindowBudget* budget_;
  std::uint64_t max_bytes_;
  std::uint64_t held_ = 0;
};

}  // namespace gfetch::web
