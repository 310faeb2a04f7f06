#pragma once
/// The folder in which a run saves its bodies, if any: all in one folder, or as
/// a mirror of the site for a crawl.

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
  /// Opens the folder that `plan` names, if any. Warnings about links that
  /// cannot be converted go to `console`, which must outlive this object.
  Result<void, save::WriteError> begin(const Plan& plan, Console& console);

  /// Returns the open folder for the session; null if bodies are not saved.
  const std::shared_ptr<save::BodyFolder>& folder() const { return folder_; }

  /// Returns the reporters that make a mirror of the saved bodies, in their
  /// order.
  std::vector<crawl::Reporter*> reporters();

 private:
  std::shared_ptr<save::BodyFolder> folder_;
  std::optional<report::MirrorLinks> links_;
  std::optional<report::MirrorIndexes> indexes_;
};

}  // namespace gfetch
