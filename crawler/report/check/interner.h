#pragma once
/// A table that stores each distinct text once and gives it a number.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gfetch::report {

/// A table of texts and their ids. The empty text has the id 0.
class Interner {
 public:
  using Id = std::uint32_t;

  Interner() { id_of(""); }

  /// Returns the id of `text`, and stores `text` if it is new.
  Id id_of(std::string_view text) {
    const auto known = ids_.find(text);
    if (known != ids_.end()) return known->second;
    const Id id = static_cast<Id>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    bytes_ += text.size() + kEntryBytes;
    return id;
  }

  /// Returns the id of `text` if it is stored.
  std::optional<Id> find(std::string_view text) const {
    const auto known = ids_.find(text);
    if (known == ids_.end()) return std::nullopt;
    return known->second;
  }

  /// Returns the text with the id `id`. The reference is valid as long as this
  /// object.
  const std::string& text(Id id) const { return texts_[id]; }

  /// Returns the number of texts, including the empty one.
  std::size_t size() const { return texts_.size(); }

  /// Returns the memory of all texts in bytes, about.
  std::size_t bytes() const { return bytes_; }

 private:
  /// The memory of a text in addition to its bytes: a string, and a node and a
  /// bucket of the table.
  static constexpr std::size_t kEntryBytes = 96;

  /// A deque, because it never moves its elements.
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, Id> ids_;
  std::size_t bytes_ = 0;
};

}  // namespace gfetch::report
