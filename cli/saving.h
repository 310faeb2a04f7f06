#pragma once
/// Where a run saves its bodies, when it does: side by side, or for a crawl as
/// a mirror of the site.

#include <memory>
#include <optional>

#include "cli/plan.h"
#include "gfetch/crawler/body_folder.h"
#include "gfetch/crawler/mirror_links.h"
#include "gfetch/crawler/mirror_name.h"
#include "gfetch/crawler/reporter.h"
#include "gfetch/engine/result.h"

namespace gfetch {

class Saving {
 public:
  /// Opens the folder that `plan` names, if any, and has its visits save into
  /// it, for as long as this lives.
  /// Never blocks longer than a disk does.
  Result<void, WriteError> begin(Plan& plan);

  /// Converts the links of what was saved; null: they stay as they are.
  /// Never blocks.
  Reporter* converter() { return links_ ? &*links_ : nullptr; }

 private:
  std::unique_ptr<BodyFolder> folder_;
  MirrorNames names_;
  std::optional<MirrorLinks> links_;
};

}  // namespace gfetch
