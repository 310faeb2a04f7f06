#pragma once
/// The reasons to skip a URL: the `reason` field of a record whose outcome is
/// `skipped`.

#include <string>
#include <string_view>

namespace gfetch::crawl {

enum class SkipReason {
  kOutOfScope,
  kRobots,
  kDuplicate,
  kPageLimit,
  kDepth,
  kTrap,
  kUnsupportedScheme,
  kBadUrl,
  kPrivateAddress,
  kBadPort,
  kQueueLimit,
};

/// Returns the reason's name in records: `out_of_scope`, `robots`, `duplicate`,
/// `page_limit`, `depth`, `trap`, `unsupported_scheme`, `bad_url`,
/// `private_address`, `bad_port`, `queue_limit`.
std::string_view name_of(SkipReason reason);

/// The refusal to fetch a URL: the skip reason, and a sentence for the record.
struct Refusal {
  SkipReason reason = SkipReason::kOutOfScope;
  std::string explanation;  ///< a sentence for the record; may be empty
};

}  // namespace gfetch::crawl
