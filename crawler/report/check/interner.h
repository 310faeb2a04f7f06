#pragma once
/// Each text once, and a number for it.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gfetch::report {

/// What 0 stands for is the empty text.
class Interner {
 public:
  using Id = std::uint32_t;

  Interner() { id_of(""); }

  Id id_of(std::string_view text) {
    const auto known = ids_.find(text);
    if (known != ids_.end()) return known->second;
    const Id id = static_cast<Id>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
  }

  /// Lives as long as this.
  const std::string& text(Id id) const { return texts_[id]; }

  std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  ///< which never move
  std::unordered_map<std::string_view, Id> ids_;
};

}  // namespace gfetch::report
