#pragma once
/// Where a run saves its bodies, when it does: side by side, or for a crawl as
/// a mirror of the site.

#include <memory>
#include <optional>
#include <vector>

#include "cli/options/plan.h"
#include "cli/terminal/console.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/net/result.h"
#include "gfetch/report/mirror.h"
#include "gfetch/save/body_folder.h"

namespace gfetch {

class Saving {
 public:
  /// Opens the folder that `plan` names, if it names one. `console`, which
  /// outlives this, tells of links that could not be converted.
  Result<void, save::WriteError> begin(const Plan& plan, Console& console);

  /// The folder that was opened, for the session; null: bodies are not saved.
  const std::shared_ptr<save::BodyFolder>& folder() const { return folder_; }

  /// The reporters that make a mirror of the saved bodies, in their order.
  std::vector<crawl::Reporter*> reporters();

 private:
  std::shared_ptr<save::BodyFolder> folder_;
  std::optional<report::MirrorLinks> links_;
  std::optional<report::MirrorIndexes> indexes_;
};

}  // namespace gfetch
