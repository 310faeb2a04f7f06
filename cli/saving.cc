#include "cli/saving.h"

#include <utility>

namespace gfetch {

Result<void, save::WriteError> Saving::begin(const Plan& plan,
                                             Console& console) {
  if (plan.output_dir.empty()) return {};
  auto opened = save::BodyFolder::open(plan.output_dir);
  if (!opened) return opened.error();
  folder_ = std::move(*opened);
  if (crawls(plan.command)) indexes_.emplace(*folder_);
  if (plan.convert_links) {
    links_.emplace(*folder_, plan.session.rules->same_page,
                   [&console](std::string_view text) { console.say(text); });
  }
  return {};
}

std::vector<crawl::Reporter*> Saving::reporters() {
  std::vector<crawl::Reporter*> reporters;
  if (links_) reporters.push_back(&*links_);
  if (indexes_) reporters.push_back(&*indexes_);
  return reporters;
}

}  // namespace gfetch
