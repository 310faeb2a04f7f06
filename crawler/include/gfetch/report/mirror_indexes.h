#pragma once
/// Gives every folder of a mirror an index.html, so that links to one work
/// without a server: where the site was only ever asked for `/docs/index.html`,
/// and not for `/docs/`, the page of the former is there under both names.
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
  /// `folder`, which outlives this, is the one that visits were saved in.
  explicit MirrorIndexes(save::BodyFolder& folder) : folder_(folder) {}

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// The error is that of the folder.
  /// Blocks the thread only for the disk.
  Result<void, save::WriteError> finish() override;

 private:
  Result<void> copy(const std::string& named, const std::string& index);

  save::BodyFolder& folder_;
  std::set<std::string> named_;    ///< folders, `h/docs/`: index.html itself
  std::set<std::string> indexed_;  ///< likewise: what the folder answered with
};

}  // namespace gfetch::report
