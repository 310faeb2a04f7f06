#include "crawl/scope/budgets.h"

#include "web/url/public_suffix.h"

namespace gfetch::crawl {
namespace {

bool used_up(std::uint64_t count, const std::optional<std::uint64_t>& limit) {
  return limit && count >= *limit;
}

}  // namespace

std::optional<SkipReason> Budgets::admit(const web::Url& url) {
  std::uint64_t* const host =
      count_of(hosts_, url.host(), limits_.pages_per_host);
  std::uint64_t* const domain = count_of(
      domains_, web::registrable_domain(url.host()), limits_.pages_per_domain);
  const bool refused =
      used_up(pages_, limits_.pages) ||
      (host != nullptr && used_up(*host, limits_.pages_per_host)) ||
      (domain != nullptr && used_up(*domain, limits_.pages_per_domain));
  if (refused) return SkipReason::kPageLimit;
  ++pages_;
  if (host != nullptr) ++*host;
  if (domain != nullptr) ++*domain;
  return std::nullopt;
}

std::uint64_t* Budgets::count_of(Counts& counts, std::string_view name,
                                 const std::optional<std::uint64_t>& limit) {
  if (!limit) return nullptr;
  const auto known = counts.find(name);
  if (known != counts.end()) return &known->second;
  return &counts.emplace(name, 0).first->second;
}

}  // namespace gfetch::crawl
