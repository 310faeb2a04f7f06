#include "crawl/body/body_use.h"

namespace gfetch::crawl {

BodyUses uses_of(const VisitorOptions& options, const Candidate& candidate,
                 std::string_view method, LinkMemory memory) {
  const BodyOptions& wanted = options.bodies;
  BodyUses uses;
  if (candidate.is_prerequisite()) {
    uses.push_back(read_robots(options.prerequisites.product));
    return uses;
  }
  const bool follows = is_expanding(candidate.purpose);
  if (follows) {
    uses.push_back(find_links(options, candidate.purpose, memory));
  }
  if (wanted.describes && !follows) uses.push_back(describe_text());
  if (wanted.hash == BodyHash::kSha256) uses.push_back(hash_body());
  if (wanted.keeps) uses.push_back(keep_body());
  // Saving comes last, so that a file exists only if no other use has failed.
  if (wanted.folder != nullptr) {
    uses.push_back(save_body(options, candidate, method));
  }
  return uses;
}

}  // namespace gfetch::crawl
