#pragma once
/// Detects pages that appear under ever new session ids. A server that writes
/// a new id into every link has endlessly many URLs. Page families do not
/// detect this trap, because its pages link to each other.
///
///   SessionCopies copies;
///   if (auto trap = copies.admit(link)) skip(link, *trap);
///
/// A server that keeps the id of the request has one or two URLs for each page.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gfetch/web/url.h"

namespace gfetch::crawl {

class SessionCopies {
 public:
  /// Creates a detector that allows each page `max_ids` session ids.
  explicit SessionCopies(std::uint32_t max_ids = 10) : max_ids_(max_ids) {}

  /// Counts the session id of `url`, if there is one (see seen_key.h), and
  /// returns nothing if `url` may be fetched. When its page already has max_ids
  /// ids, counts nothing and returns the reason why `url` is a trap, as a
  /// string literal. Must be called once for each URL.
  std::optional<std::string_view> admit(const web::Url& url);

 private:
  std::uint32_t max_ids_;
  /// The number of different session ids in the URLs of each page.
  std::unordered_map<std::string, std::uint32_t> ids_;
};

}  // namespace gfetch::crawl
