#pragma once
/// Gives every folder of a mirror an index.html, so that links to the folder
/// work without a server. A crawl saves `/docs/` and `/docs/index.html` in two
/// files. If it fetched only `/docs/index.html`, finish() copies that page to
/// the file of `/docs/`.
///
///   MirrorIndexes indexes(folder);
///   … indexes.report(visit) …
///   indexes.finish();

#include <set>
#include <string>

#include "gfetch/crawl/reporter.h"
#include "gfetch/save/body_folder.h"

namespace gfetch::report {

class MirrorIndexes final : public crawl::Reporter {
 public:
  /// `folder` holds the saved bodies and must outlive this object.
  explicit MirrorIndexes(save::BodyFolder& folder) : folder_(folder) {}

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Copies the missing index files. An error is the folder's write error.
  /// Blocks the thread only for the disk.
  Result<void, save::WriteError> finish() override;

 private:
  Result<void> copy(const std::string& named, const std::string& index);

  save::BodyFolder& folder_;
  std::set<std::string> named_;    ///< folders with a saved `/docs/index.html`
  std::set<std::string> indexed_;  ///< folders with a saved `/docs/`
};

}  // namespace gfetch::report
