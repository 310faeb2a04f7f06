#pragma once
/// The interface between a run and its output. A reporter receives every
/// finished visit; a run may have several reporters.

#include <string>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/net/result.h"
#include "gfetch/save/write_error.h"

namespace gfetch::crawl {

/// Receives every visit of a run, in the order in which the visits finish.
class Reporter {
 public:
  virtual ~Reporter() = default;

  /// Writes `visit` to the output. After an error, every later call returns the
  /// same error. Blocks the calling fiber while the reader of the output is
  /// slow.
  virtual Result<void, save::WriteError> report(const Visit& visit) = 0;

  /// Ends the output. On success, all reported visits have been written. Called
  /// once at the end of every run, even of an interrupted one, but not after a
  /// kill of the fiber that runs or an exception of a reporter; no call of
  /// report() follows. Blocks the calling fiber while the reader of the output
  /// is slow.
  virtual Result<void, save::WriteError> finish() = 0;

  /// Called when a run must end (a deadline, a signal): report() and finish()
  /// should not wait for a reader that takes nothing any more, but fail. May be
  /// called at any time, also while they wait. The default does nothing.
  virtual void hurry() {}
};

/// Combines several reporters. Each receives every visit, in the order of the
/// list, even after another reporter has failed. The first error is returned.
class ReporterList final : public Reporter {
 public:
  /// Creates a list of reporters, all of which must outlive the list.
  explicit ReporterList(std::vector<Reporter*> reporters);

  Result<void, save::WriteError> report(const Visit& visit) override;
  Result<void, save::WriteError> finish() override;
  void hurry() override;

 private:
  std::vector<Reporter*> reporters_;
};

}  // namespace gfetch::crawl
