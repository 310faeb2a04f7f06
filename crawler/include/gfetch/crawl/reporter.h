#pragma once
/// Where visits go when they are over: the seam between the crawl and what
/// the user sees. One reporter per format; a run may have several.

#include <string>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/net/result.h"
#include "gfetch/save/write_error.h"

namespace gfetch::crawl {

/// Receives every visit of a run, in the order of their finishing.
class Reporter {
 public:
  virtual ~Reporter() = default;

  /// Takes `visit` over into the output. After an error every later call
  /// gives the same error.
  /// Blocks the calling fiber while the output's reader is slow.
  virtual Result<void, save::WriteError> report(const Visit& visit) = 0;

  /// Ends the output: all that was reported is written when this is ok. Called
  /// once, however the run ended; no report follows.
  /// Blocks the calling fiber while the output's reader is slow.
  virtual Result<void, save::WriteError> finish() = 0;
};

/// Several reporters as one. Each visit goes to each of them in turn, and a
/// failing one keeps none of the others from it; the first error is given.
class ReporterList final : public Reporter {
 public:
  /// The reporters are the caller's and outlive this list.
  explicit ReporterList(std::vector<Reporter*> reporters);

  Result<void, save::WriteError> report(const Visit& visit) override;
  Result<void, save::WriteError> finish() override;

 private:
  std::vector<Reporter*> reporters_;
};

}  // namespace gfetch::crawl
