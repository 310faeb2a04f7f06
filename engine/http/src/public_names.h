#pragma once
/// The host names whose first answer of DNS held no private address. A name of
/// a server in the Internet that turns private later is DNS rebinding: its
/// owner leads the client into the network of the user.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace gfetch::http {

/// Remembers the last names, at least `capacity` and at most twice as many. A
/// name is stored as a hash.
class PublicNames {
 public:
  explicit PublicNames(std::size_t capacity = 100'000) : capacity_(capacity) {}

  /// Returns true if the first answer for `name` was public. `is_public` tells
  /// it about the current answer, which is the first one for a new name.
  bool at_first(std::string_view name, bool is_public) {
    if (name.ends_with('.')) name.remove_suffix(1);
    const std::size_t key = std::hash<std::string_view>()(name);
    if (const auto known = recent_.find(key); known != recent_.end()) {
      return known->second;
    }
    // A name that is used again moves to the recent ones, and so stays known.
    const auto older = older_.find(key);
    const bool first = older == older_.end() ? is_public : older->second;
    if (recent_.size() >= capacity_) {
      older_ = std::move(recent_);
      recent_.clear();
    }
    recent_.emplace(key, first);
    return first;
  }

  /// The number of names that are remembered.
  std::size_t size() const { return recent_.size() + older_.size(); }

 private:
  std::size_t capacity_;
  std::unordered_map<std::size_t, bool> recent_;
  std::unordered_map<std::size_t, bool> older_;
};

}  // namespace gfetch::http
