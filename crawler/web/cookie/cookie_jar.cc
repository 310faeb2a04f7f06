#include "gfetch/web/cookie_jar.h"

#include <algorithm>
#include <utility>

#include "web/cookie/cookie_match.h"

namespace gfetch::web {
namespace {

bool has_expired(const Cookie& cookie, SystemTime now) {
  return cookie.expires && *cookie.expires <= now;
}

bool goes_to(const Cookie& cookie, const Url& url) {
  if (cookie.secure && url.scheme() != "https") return false;
  if (cookie.host_only && cookie.domain != url.host()) return false;
  return path_matches(url.pathname(), cookie.path);
}

/// The domain above `domain`; empty when there is none.
std::string_view above(std::string_view domain) {
  const std::size_t dot = domain.find('.');
  return dot == domain.npos ? std::string_view() : domain.substr(dot + 1);
}

}  // namespace

void CookieJar::store(const Url& url, std::string_view field, SystemTime now) {
  std::optional<Cookie> cookie = parse_set_cookie(url, field, now);
  if (!cookie || secure_one_stands(url, *cookie)) return;
  add(std::move(*cookie), now);
}

/// 6265bis, 5.7: what http sets must not hide what https has set.
bool CookieJar::secure_one_stands(const Url& url, const Cookie& cookie) const {
  if (url.scheme() == "https") return false;
  const auto stands = [&cookie](const Kept& kept) {
    return kept.cookie.secure && kept.cookie.name == cookie.name &&
           path_matches(cookie.path, kept.cookie.path);
  };
  for (std::string_view domain = url.host(); !domain.empty();
       domain = above(domain)) {
    const auto shelf = shelves_.find(domain);
    if (shelf != shelves_.end() &&
        std::any_of(shelf->second.begin(), shelf->second.end(), stands)) {
      return true;
    }
  }
  return false;
}

void CookieJar::add(Cookie cookie, SystemTime now) {
  const std::string domain = cookie.domain;
  Shelf& shelf = shelves_[domain];
  const auto same = std::find_if(shelf.begin(), shelf.end(), [&](Kept& kept) {
    return kept.cookie.name == cookie.name && kept.cookie.path == cookie.path &&
           kept.cookie.host_only == cookie.host_only;
  });
  const bool gone = has_expired(cookie, now);
  if (same != shelf.end() && gone) {
    shelf.erase(same);
    --size_;
  } else if (same != shelf.end()) {
    same->cookie = std::move(cookie);
  } else if (!gone) {
    make_room(shelf, now);
    shelf.push_back({std::move(cookie), ++numbers_});
    if (++size_ > kMost) drop_oldest();
    return;
  }
  if (shelf.empty()) shelves_.erase(domain);
}

void CookieJar::make_room(Shelf& shelf, SystemTime now) {
  if (shelf.size() < kMostOfOneDomain) return;
  size_ -= std::erase_if(
      shelf, [now](const Kept& kept) { return has_expired(kept.cookie, now); });
  if (shelf.size() < kMostOfOneDomain) return;
  shelf.erase(shelf.begin());  // they stand in the order in which they came
  --size_;
}

/// A tenth at once, so that it is seldom.
void CookieJar::drop_oldest() {
  std::vector<std::uint64_t> numbers;
  numbers.reserve(size_);
  for (const auto& [domain, shelf] : shelves_) {
    for (const Kept& kept : shelf) numbers.push_back(kept.number);
  }
  const auto tenth =
      numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 10);
  std::nth_element(numbers.begin(), tenth, numbers.end());
  for (auto& [domain, shelf] : shelves_) {
    size_ -= std::erase_if(
        shelf, [&](const Kept& kept) { return kept.number < *tenth; });
  }
  std::erase_if(shelves_,
                [](const auto& entry) { return entry.second.empty(); });
}

std::string CookieJar::cookies_for(const Url& url, SystemTime now) const {
  std::vector<const Kept*> chosen;
  for (std::string_view domain = url.host(); !domain.empty();
       domain = is_address(url) ? "" : above(domain)) {
    const auto shelf = shelves_.find(domain);
    if (shelf == shelves_.end()) continue;
    for (const Kept& kept : shelf->second) {
      if (has_expired(kept.cookie, now) || !goes_to(kept.cookie, url)) continue;
      chosen.push_back(&kept);
    }
  }
  std::sort(chosen.begin(), chosen.end(), [](const Kept* a, const Kept* b) {
    const std::size_t length = a->cookie.path.size();
    const std::size_t other = b->cookie.path.size();
    return length != other ? length > other : a->number < b->number;
  });
  std::string field;
  for (const Kept* kept : chosen) {
    std::string pair = kept->cookie.name + '=' + kept->cookie.value;
    if (field.size() + pair.size() + 2 > kMostBytesSent) break;
    if (!field.empty()) field += "; ";
    field += pair;
  }
  return field;
}

}  // namespace gfetch::web
