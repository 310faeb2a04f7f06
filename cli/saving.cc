#include "cli/saving.h"

#include <utility>

namespace gfetch {

Result<void, WriteError> Saving::begin(Plan& plan) {
  if (plan.output_dir.empty()) return {};
  auto opened = BodyFolder::open(plan.output_dir);
  if (!opened) return opened.error();
  folder_ = std::move(*opened);
  plan.visitor.bodies.folder = folder_.get();
  if (crawls(plan.command)) plan.visitor.bodies.mirror = &names_;
  if (plan.convert_links) links_.emplace(*folder_, plan.crawl.same_page);
  return {};
}

}  // namespace gfetch
