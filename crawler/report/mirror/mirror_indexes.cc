#include "gfetch/report/mirror.h"

#include <string_view>

#include "gfetch/crawl/visit.h"
#include "save/mirror_name.h"
#include "save/partial_file.h"

namespace gfetch::report {

Result<void, save::WriteError> MirrorIndexes::report(
    const crawl::Visit& visit) {
  const auto name = folder_.name_in(visit.file);
  if (!name) return {};
  const std::size_t file = name->rfind('/') + 1;
  const std::string_view last = std::string_view(*name).substr(file);
  if (last == save::kNamedIndex) named_.insert(name->substr(0, file));
  if (last == save::kFolderIndex) indexed_.insert(name->substr(0, file));
  return {};
}

Result<void, save::WriteError> MirrorIndexes::finish() {
  for (const std::string& folder : named_) {
    if (indexed_.contains(folder)) continue;
    const auto copied = copy(folder + std::string(save::kNamedIndex),
                             folder + std::string(save::kFolderIndex));
    if (!copied && folder_.failure()) return *folder_.failure();
  }
  return {};
}

Result<void> MirrorIndexes::copy(const std::string& named,
                                 const std::string& index) {
  auto part = folder_.begin("index");
  if (!part) return part.error();
  const auto copied = folder_.read(
      named, [&part](std::string_view bytes) { return part->write(bytes); });
  if (!copied) return copied.error();
  const auto finished = part->finish(index);
  if (!finished) return finished.error();
  return {};
}

}  // namespace gfetch::report
