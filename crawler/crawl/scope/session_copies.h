#pragma once
/// Pages that come back under one session id after the other: a server that
/// writes a new id into every link has no end, and no numbered family gives it
/// away, for its pages name each other.
///
///   SessionCopies copies;
///   if (auto trap = copies.trap_in(link)) skip(link, *trap);
///
/// A server that keeps to the id it was asked with has each page under one or
/// two.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gfetch/web/url.h"

namespace gfetch::crawl {

class SessionCopies {
 public:
  /// `most` ids of one page are no trap yet.
  explicit SessionCopies(std::uint32_t most = 10) : most_(most) {}

  /// What is wrong with `url`, in words that live for ever; nothing: it may be
  /// fetched, and its session id, if it has one (seen_key.h says what is one),
  /// is counted. To be asked once for each URL.
  /// Never blocks.
  std::optional<std::string_view> trap_in(const web::Url& url);

 private:
  std::uint32_t most_;
  std::unordered_map<std::string, std::uint32_t> ids_;  ///< by page
};

}  // namespace gfetch::crawl
