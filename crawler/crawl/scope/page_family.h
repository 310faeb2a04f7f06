#pragma once
/// Pages whose URLs differ in their numbers only, and those of them that never
/// end: calendars with a next month, farms of pages that exist whatever their
/// number is.
///
///   const PageFamily family(page, chain_of_page);   // once a page
///   const int chain = family.chain_to(link);        // for each of its links
///   if (auto trap = families.trap_in(link, chain)) skip(link, *trap);
///
/// What gives them away is not their number, for a shop or a manual may have a
/// hundred thousand, but that nobody else knows them. A link's chain is the
/// number of links in a row that led from one of the family to the next; it is
/// 0 for whatever a page outside of the family names, so all that a listing
/// names, or a table of contents, has chain 0 and is never refused. Refused is
///
/// - what more than `chain` such links led to; of families with a date in
///   their URLs, `dated_chain`: ten years of months;
/// - of the pages that only their own family names all beyond `pages`.
///
/// A crawl goes breadth first: the chain of a page is about the shortest that
/// leads to it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// What the members of `url`'s family share: `http://h/log/#?day=#`. A run of
/// digits, and one of at least eight hexadecimal digits with both digits and
/// letters, is `#`. Empty when there is none: it has no family.
/// Never blocks.
std::string family_of(const web::Url& url);

/// A page, as its links see it.
class PageFamily {
 public:
  /// `chain` links of its family in a row led to `page`.
  PageFamily(const web::Url& page, int chain)
      : family_(family_of(page)), chain_(chain) {}

  /// How many lead to `link`; 0 when it is of another family.
  /// Never blocks.
  int chain_to(const web::Url& link) const {
    return !family_.empty() && family_of(link) == family_ ? chain_ + 1 : 0;
  }

 private:
  std::string family_;
  int chain_;
};

struct FamilyLimits {
  int chain = 1000;
  int dated_chain = 120;
  std::uint64_t pages = 10'000;
};

class Families {
 public:
  explicit Families(const FamilyLimits& limits = {}) : limits_(limits) {}

  /// What is wrong with `url`, to which `chain` links led, in words that live
  /// for ever; nothing: it may be fetched, and is counted.
  /// Never blocks.
  std::optional<std::string_view> trap_in(const web::Url& url, int chain);

 private:
  FamilyLimits limits_;
  /// Pages with a chain, by family.
  std::unordered_map<std::string, std::uint64_t> pages_;
};

}  // namespace gfetch::crawl
