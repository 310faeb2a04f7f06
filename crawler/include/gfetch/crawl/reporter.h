#pragma once
/// The interface between a crawl and its output. A reporter receives every
/// finished visit; a run may have several reporters.

#include <string>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/net/result.h"
#include "gfetch/save/write_error.h"

namespace gfetch::crawl {

/// Receives every visit of a run, in the order in which visits finish.
class Reporter {
 public:
  virtual ~Reporter() = default;

  /// Writes `visit` to the output. After an error every later call returns the
  /// same error.
  /// Blocks the calling fiber while the output's reader is slow.
  virtual Result<void, save::WriteError> report(const Visit& visit) = 0;

  /// Ends the output. On success all reported visits are written. The crawl
  /// calls this once at the end of every run, also of an interrupted one; no
  /// report() follows.
  /// Blocks the calling fiber while the output's reader is slow.
  virtual Result<void, save::WriteError> finish() = 0;
};

/// Combines several reporters. Every reporter receives each visit, in the order
/// of the list, also after another one failed. The first error is returned.
class ReporterList final : public Reporter {
 public:
  /// The reporters must outlive this list.
  explicit ReporterList(std::vector<Reporter*> reporters);

  Result<void, save::WriteError> report(const Visit& visit) override;
  Result<void, save::WriteError> finish() override;

 private:
  std::vector<Reporter*> reporters_;
};

}  // namespace gfetch::crawl
