#include "crawl/scope/scope.h"

#include <algorithm>
#include <utility>

#include "crawl/scope/traps.h"
#include "web/url/public_suffix.h"

namespace gfetch::crawl {
namespace {

// The longest chain of links from a page to an asset: a style may import a
// style that imports another style, which uses a font.
constexpr int kLinksToAssets = 6;

Result<std::vector<UrlPattern>, UsageError> parse_all(
    const std::vector<std::string>& patterns) {
  std::vector<UrlPattern> parsed;
  for (const std::string& pattern : patterns) {
    auto one = UrlPattern::parse(pattern);
    if (!one) return std::move(one).error();
    parsed.push_back(std::move(*one));
  }
  return parsed;
}

bool any_found_in(const web::Url& url,
                  const std::vector<UrlPattern>& patterns) {
  return std::any_of(
      patterns.begin(), patterns.end(),
      [&](const UrlPattern& pattern) { return pattern.found_in(url); });
}

// Returns the host of `url`, with its port unless it is the scheme's default
// port: `h` or `h:81`.
std::string host_and_port(const web::Url& url) {
  std::string text(url.host());
  if (url.port()) text += ':' + std::to_string(*url.port());
  return text;
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') + 1);
}

// Returns the entry for `url` in the set of allowed pages, folders, hosts or
// domains.
std::string allowed_entry(const web::Url& url, ScopeRange range) {
  switch (range) {
    case ScopeRange::kPage:
      return host_and_port(url).append(url.pathname()).append(url.search());
    case ScopeRange::kPrefix:
      return host_and_port(url).append(folder_of(url.pathname()));
    case ScopeRange::kHost:
      return host_and_port(url);
    case ScopeRange::kDomain:
      return std::string(web::registrable_domain(url.host()));
    case ScopeRange::kAny:
      break;
  }
  return {};
}

}  // namespace

Result<Scope, UsageError> Scope::create(const CrawlRules& rules) {
  auto include = parse_all(rules.include);
  if (!include) return std::move(include).error();
  auto exclude = parse_all(rules.exclude);
  if (!exclude) return std::move(exclude).error();
  Scope scope(rules);
  scope.include_ = std::move(*include);
  scope.exclude_ = std::move(*exclude);
  return scope;
}

Scope::Scope(const CrawlRules& rules)
    : range_(rules.scope),
      depth_(rules.depth),
      assets_(rules.assets),
      external_assets_(rules.external_assets),
      traps_(rules.traps) {}

void Scope::add_seed(const web::Url& seed) {
  allowed_.insert(allowed_entry(seed, range_));
}

std::optional<SkipReason> Scope::refuse(const web::Url& url, int depth,
                                        web::LinkKind kind) const {
  const bool named = depth == 0;
  if (!url.is_http()) return SkipReason::kUnsupportedScheme;
  if (too_deep(depth, kind)) return SkipReason::kDepth;
  if (!named && excludes(url)) return SkipReason::kOutOfScope;
  const bool wanted = kind == web::LinkKind::kAsset
                          ? wants_asset(url)
                          : within(url) && (named || includes(url));
  if (!wanted) return SkipReason::kOutOfScope;
  if (traps_ && !named && trap_in(url)) return SkipReason::kTrap;
  return std::nullopt;
}

bool Scope::wants_asset(const web::Url& url) const {
  return assets_ && (external_assets_ || within(url));
}

bool Scope::includes(const web::Url& url) const {
  return include_.empty() || any_found_in(url, include_);
}

bool Scope::too_deep(int depth, web::LinkKind kind) const {
  return depth - depth_ > (kind == web::LinkKind::kAsset ? kLinksToAssets : 0);
}

bool Scope::excludes(const web::Url& url) const {
  return any_found_in(url, exclude_);
}

bool Scope::within(const web::Url& url) const {
  if (range_ == ScopeRange::kAny) return true;
  if (range_ == ScopeRange::kPrefix) return below_a_seed(url);
  return allowed_.contains(allowed_entry(url, range_));
}

// Returns true if a folder of `url`, or a parent of it up to the root, is a
// seed's folder.
bool Scope::below_a_seed(const web::Url& url) const {
  std::string folder = allowed_entry(url, ScopeRange::kPrefix);
  const std::size_t root = folder.find('/');
  while (!allowed_.contains(folder)) {
    folder.pop_back();
    const std::size_t slash = folder.rfind('/');
    if (slash == std::string::npos || slash < root) return false;
    folder.resize(slash + 1);
  }
  return true;
}

}  // namespace gfetch::crawl
