#pragma once
/// Foreign content: tells whether a tag is within svg or math, where other
/// parsing rules apply (HTML Standard, 13.2.6.5).

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gfetch::web {

/// An approximation of the tree builder's stack, from tags alone. It must get
/// every tag in document order. An svg element without an end tag ends at the
/// first tag that foreign content cannot contain.
class ForeignElements {
 public:
  /// Whether the next token is foreign content.
  bool inside() const { return inside_; }

  /// Takes a start tag. Returns whether its element is foreign.
  bool enter(std::string_view name, bool self_closing);
  /// Takes an end tag.
  void leave(std::string_view name);

 private:
  enum class Kind : std::uint8_t {
    kForeign,          ///< svg, math
    kIntegrationPoint  ///< foreignObject and others: HTML within
  };
  struct Element {
    Kind kind;
    std::string_view name;  ///< with static lifetime
  };

  void push(Element element);

  std::vector<Element> open_;
  bool inside_ = false;  ///< the last of open_ is foreign
};

}  // namespace gfetch::web
