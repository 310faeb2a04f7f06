#include "gfetch/web/cookie_jar.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "web/cookie/cookie_match.h"
#include "web/http/fair_losses.h"
#include "web/url/public_suffix.h"

namespace gfetch::web {
namespace {

bool has_expired(const Cookie& cookie, SystemTime now) {
  return cookie.expires && *cookie.expires <= now;
}

/// Returns true if the path and the Secure attribute of `cookie` allow a
/// request for `url` to send it (RFC 6265, 5.4). The caller has compared the
/// domain.
bool matches_request(const Cookie& cookie, const Url& url) {
  if (cookie.secure && url.scheme() != "https") return false;
  if (cookie.host_only && cookie.domain != url.host()) return false;
  return path_matches(url.pathname(), cookie.path);
}

/// Returns the parent domain of `domain`; empty for a domain of one label.
std::string_view parent_of(std::string_view domain) {
  const std::size_t dot = domain.find('.');
  return dot == domain.npos ? std::string_view() : domain.substr(dot + 1);
}

/// Returns the registrable domain of `domain`, or `domain` itself if it has
/// none.
std::string_view site_of(std::string_view domain) {
  const std::string_view site = registrable_domain(domain);
  return site.empty() ? domain : site;
}

}  // namespace

void CookieJar::store(const Url& url, std::string_view field, SystemTime now) {
  std::optional<Cookie> cookie = parse_set_cookie(url, field, now);
  if (!cookie || would_hide_secure_cookie(url, *cookie)) return;
  add(std::move(*cookie), now);
}

/// Returns true if a cookie of a response over http would be sent instead of a
/// stored Secure cookie, which 6265bis, 5.7 forbids.
bool CookieJar::would_hide_secure_cookie(const Url& url,
                                         const Cookie& cookie) const {
  if (url.scheme() == "https") return false;
  const auto is_hidden = [&cookie](const Entry& entry) {
    return entry.cookie.secure && entry.cookie.name == cookie.name &&
           path_matches(cookie.path, entry.cookie.path);
  };
  for (std::string_view domain = url.host(); !domain.empty();
       domain = parent_of(domain)) {
    const auto found = domains_.find(domain);
    if (found != domains_.end() &&
        std::any_of(found->second.begin(), found->second.end(), is_hidden)) {
      return true;
    }
  }
  return false;
}

template <class Chosen>
void CookieJar::erase_if(Entries& entries, Chosen chosen) {
  std::erase_if(entries, [&](const Entry& entry) {
    if (!chosen(entry)) return false;
    --size_;
    if (entry.owner == Owner::kServer) --evictable_;
    return true;
  });
}

void CookieJar::add(Cookie cookie, SystemTime now, Owner owner) {
  const std::string domain = cookie.domain;
  Entries& entries = domains_[domain];
  const auto same =
      std::find_if(entries.begin(), entries.end(), [&](Entry& entry) {
        return entry.cookie.name == cookie.name &&
               entry.cookie.path == cookie.path &&
               entry.cookie.host_only == cookie.host_only;
      });
  const bool expired = has_expired(cookie, now);
  if (same != entries.end() && expired) {
    erase_if(entries, [&](const Entry& entry) { return &entry == &*same; });
  } else if (same != entries.end()) {
    // The server may renew a cookie of the user's, which stays the user's.
    same->cookie = std::move(cookie);
  } else if (!expired) {
    if (owner == Owner::kServer) {
      evict_from(entries, now);
      ++evictable_;
    }
    entries.push_back({std::move(cookie), ++last_number_, owner});
    ++size_;
    if (evictable_ > kMaxCookies) evict(now);
    return;
  }
  if (entries.empty()) domains_.erase(domain);
}

void CookieJar::evict_from(Entries& entries, SystemTime now) {
  const auto evictable = [](const Entry& entry) {
    return entry.owner == Owner::kServer;
  };
  const auto full = [&] {
    return static_cast<std::size_t>(
               std::ranges::count_if(entries, evictable)) >= kMaxPerDomain;
  };
  if (entries.size() < kMaxPerDomain || !full()) return;
  erase_if(entries, [now](const Entry& entry) {
    return has_expired(entry.cookie, now);
  });
  if (!full()) return;
  // New cookies are appended, so that the first one is the oldest.
  const Entry* oldest = &*std::ranges::find_if(entries, evictable);
  erase_if(entries, [oldest](const Entry& entry) { return &entry == oldest; });
}

/// Evicts a hundredth of all cookies: the oldest ones of the sites with the
/// most cookies. The hundredth makes the search rare.
void CookieJar::evict_of_largest_sites() {
  std::map<std::string_view, std::vector<std::uint64_t>> sites;
  for (const auto& [domain, entries] : domains_) {
    auto& numbers = sites[site_of(domain)];
    for (const Entry& entry : entries) {
      if (entry.owner == Owner::kServer) numbers.push_back(entry.number);
    }
  }
  std::vector<std::size_t> sizes;
  sizes.reserve(sites.size());
  for (const auto& [site, numbers] : sites) sizes.push_back(numbers.size());
  const auto losses = fair_losses(sizes, kMaxCookies / 100);
  std::unordered_set<std::uint64_t> evicted;
  auto loss = losses.begin();
  for (auto& [site, numbers] : sites) {
    const auto count = static_cast<std::ptrdiff_t>(*loss++);
    std::ranges::sort(numbers);
    evicted.insert(numbers.begin(), numbers.begin() + count);
  }
  for (auto& [domain, entries] : domains_) {
    erase_if(entries, [&evicted](const Entry& entry) {
      return evicted.contains(entry.number);
    });
  }
}

/// Evicts the expired cookies of all sites, or else a hundredth of all cookies,
/// in one pass.
void CookieJar::evict(SystemTime now) {
  for (auto& [domain, entries] : domains_) {
    erase_if(entries, [now](const Entry& entry) {
      return entry.owner == Owner::kServer && has_expired(entry.cookie, now);
    });
  }
  if (evictable_ > kMaxCookies) evict_of_largest_sites();
  std::erase_if(domains_,
                [](const auto& entry) { return entry.second.empty(); });
}

// Returns the cookies of a request in the order of RFC 6265, 5.4: longer paths
// first, older cookies before newer ones.
std::vector<const CookieJar::Entry*> CookieJar::entries_for(
    const Url& url, SystemTime now) const {
  std::vector<const Entry*> chosen;
  for (std::string_view domain = url.host(); !domain.empty();
       domain = is_address(url) ? "" : parent_of(domain)) {
    const auto found = domains_.find(domain);
    if (found == domains_.end()) continue;
    for (const Entry& entry : found->second) {
      if (!has_expired(entry.cookie, now) && matches_request(entry.cookie, url))
        chosen.push_back(&entry);
    }
  }
  std::ranges::sort(chosen, [](const Entry* a, const Entry* b) {
    const std::size_t length = a->cookie.path.size();
    const std::size_t other = b->cookie.path.size();
    return length != other ? length > other : a->number < b->number;
  });
  return chosen;
}

std::string CookieJar::cookies_for(const Url& url, SystemTime now) const {
  std::string field;
  for (const Entry* entry : entries_for(url, now)) {
    std::string pair = entry->cookie.name + '=' + entry->cookie.value;
    if (field.size() + pair.size() + 2 > kMaxFieldBytes) break;
    if (!field.empty()) field += "; ";
    field += pair;
  }
  return field;
}

}  // namespace gfetch::web
