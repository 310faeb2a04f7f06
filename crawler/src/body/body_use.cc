#include "body_use.h"

namespace gfetch::detail {

BodyUses uses_of(const BodyOptions& options) {
  BodyUses uses;
  if (options.describes) uses.push_back(describe_text());
  if (options.hash == BodyHash::kSha256) uses.push_back(hash_body());
  if (options.keeps) uses.push_back(keep_body());
  return uses;
}

}  // namespace gfetch::detail
