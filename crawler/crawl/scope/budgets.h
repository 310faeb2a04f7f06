#pragma once
/// How many pages a run, a host and a registrable domain may cost: what stops
/// a site that never ends, whatever its URLs look like.
///
///   Budgets budgets({.pages_per_host = 1000});
///   if (auto reason = budgets.admit(url)) skip(url, *reason);
///
/// Who is admitted depends on the order of asking alone. A plain value: no I/O,
/// no clock.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawl/scope/skip_reason.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// Absent: any number.
struct PageBudgets {
  std::optional<std::uint64_t> pages = {};
  std::optional<std::uint64_t> pages_per_host = {};
  std::optional<std::uint64_t> pages_per_domain = {};  ///< registrable
};

class Budgets {
 public:
  explicit Budgets(const PageBudgets& limits = {}) : limits_(limits) {}

  /// Nothing: `url` may be fetched, and is counted. kPageLimit: one of the
  /// budgets is used up, and nothing is counted.
  /// Never blocks.
  std::optional<SkipReason> admit(const web::Url& url);

  /// How many were admitted.
  /// Never blocks.
  std::uint64_t admitted() const { return pages_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Counts =
      std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>>;

  /// The count to be raised, when there is a limit to hold it against.
  static std::uint64_t* count_of(Counts& counts, std::string_view name,
                                 const std::optional<std::uint64_t>& limit);

  PageBudgets limits_;
  std::uint64_t pages_ = 0;
  Counts hosts_;
  Counts domains_;
};

}  // namespace gfetch::crawl
