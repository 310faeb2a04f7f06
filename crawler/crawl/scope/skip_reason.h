#pragma once
/// Why a URL was not fetched: the `reason` of a record whose outcome is
/// `skipped`.

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
};

/// `out_of_scope`, `robots`, `duplicate`, `page_limit`, `depth`, `trap`,
/// `unsupported_scheme`, `bad_url`, `private_address`.
/// Never blocks.
std::string_view name_of(SkipReason reason);

}  // namespace gfetch::crawl
