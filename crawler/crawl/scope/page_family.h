#pragma once
/// Detects endless families of pages. A family is the set of pages whose URLs
/// differ only in their numbers. A calendar with a link to the next month is an
/// endless family, and so is a site that generates a page for every number.
///
///   const PageFamily family(page, chain_of_page);   // once per page
///   const int chain = family.chain_to(link);        // for each of its links
///   if (auto trap = families.admit(link, chain)) skip(link, *trap);
///
/// The size of a family is no sign of a trap: a shop or a manual may have a
/// hundred thousand such pages. The sign is that no page outside of the family
/// links to them. The chain of a link is the number of consecutive links within
/// the family that led to its target:
///
///   outside --0--> /log/7 --1--> /log/8 --2--> /log/9 --3--> ...
///   outside --0--> /log/900                     a listing's links have chain 0
///
///   chain 0                          admitted, not counted
///   chain 1 to the chain limit       admitted and counted, up to `pages` for a
///                                    family; refused beyond that
///   chain above the chain limit      refused
///
/// Invariants:
/// - A link from outside of the family has chain 0 and is never refused.
/// - A refused page is not counted, so a count never exceeds `pages`.
/// - Memory grows with the number of families, not with that of pages.
///
/// A crawl is breadth-first, so the chain of a page is about the shortest chain
/// that leads to it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// Returns the name of the family of `url`: the URL with `#` in place of each
/// number, such as `http://h/log/#?day=#`. A number is a run of digits, or a
/// run of at least eight hexadecimal digits that has both digits and letters.
/// Returns an empty name when the path and the query have no digit: such a URL
/// has no family.
std::string family_of(const web::Url& url);

/// The family and the chain of one page, for computing the chains of its links.
class PageFamily {
 public:
  /// Creates the family of `page`; `chain` is the chain of the link that led to
  /// it.
  PageFamily(const web::Url& page, int chain)
      : family_(family_of(page)), chain_(chain) {}

  /// Returns the number of consecutive links within one family that end with
  /// `link`, a link in the page; 0 when the target of `link` is in another
  /// family or in none.
  int chain_to(const web::Url& link) const {
    return !family_.empty() && family_of(link) == family_ ? chain_ + 1 : 0;
  }

 private:
  std::string family_;
  int chain_;
};

struct FamilyLimits {
  int chain = 1000;  ///< the longest chain of links in a family
  /// The limit for URLs with dates: ten years of months.
  int dated_chain = 120;
  std::uint64_t pages = 10'000;  ///< the limit of pages with a chain above 0
};

/// The page counts of all families of a crawl.
class Families {
 public:
  explicit Families(const FamilyLimits& limits = {}) : limits_(limits) {}

  /// Counts `url`, whose link has the chain `chain`, and returns nothing if it
  /// may be fetched. Otherwise counts nothing and returns the reason why `url`
  /// is a trap, as a string literal.
  std::optional<std::string_view> admit(const web::Url& url, int chain);

 private:
  FamilyLimits limits_;
  /// The number of admitted pages with a chain above 0, by family.
  std::unordered_map<std::string, std::uint64_t> pages_;
};

}  // namespace gfetch::crawl
