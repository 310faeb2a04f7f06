#include "crawl/scope/skip_reason.h"

namespace gfetch::crawl {

std::string_view name_of(SkipReason reason) {
  switch (reason) {
    case SkipReason::kOutOfScope:
      return "out_of_scope";
    case SkipReason::kRobots:
      return "robots";
    case SkipReason::kDuplicate:
      return "duplicate";
    case SkipReason::kPageLimit:
      return "page_limit";
    case SkipReason::kDepth:
      return "depth";
    case SkipReason::kTrap:
      return "trap";
    case SkipReason::kUnsupportedScheme:
      return "unsupported_scheme";
    case SkipReason::kBadUrl:
      return "bad_url";
    case SkipReason::kPrivateAddress:
      return "private_address";
    case SkipReason::kBadPort:
      return "bad_port";
    case SkipReason::kQueueLimit:
      return "queue_limit";
  }
  return "";
}

}  // namespace gfetch::crawl
