#pragma once
/// Limits on the number of pages per run, per host and per registrable domain.
/// They stop the crawl of an endless site that no trap rule detects.
///
///   Budgets budgets({.pages_per_host = 1000});
///   if (auto reason = budgets.admit(url)) skip(url, *reason);
///
/// The result depends only on the order of the calls. The class uses no I/O and
/// no clock.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawl/scope/skip_reason.h"
#include "gfetch/fiber/detail/string_hash.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// The page limits of a crawl; an absent limit means no limit.
struct PageBudgets {
  std::optional<std::uint64_t> pages = {};
  std::optional<std::uint64_t> pages_per_host = {};
  /// The page limit per registrable domain; absent: no limit.
  std::optional<std::uint64_t> pages_per_domain = {};
};

class Budgets {
 public:
  explicit Budgets(const PageBudgets& limits = {}) : limits_(limits) {}

  /// Counts `url` and returns nothing when every budget has a page left.
  /// Otherwise counts nothing and returns kPageLimit.
  std::optional<SkipReason> admit(const web::Url& url);

  /// Returns the number of admitted pages.
  std::uint64_t admitted() const { return pages_; }

 private:
  using Counts = std::unordered_map<std::string, std::uint64_t,
                                    detail::StringHash, std::equal_to<>>;

  /// Returns the counter of `name` in `counts`; null when `name` has no limit.
  static std::uint64_t* count_of(Counts& counts, std::string_view name,
                                 const std::optional<std::uint64_t>& limit);

  PageBudgets limits_;
  std::uint64_t pages_ = 0;
  Counts hosts_;
  Counts domains_;
};

}  // namespace gfetch::crawl
