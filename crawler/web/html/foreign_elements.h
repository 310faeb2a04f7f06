#pragma once
/// Whether a tag stands within svg or math, where HTML's rules are others.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gfetch::web {

/// Told of every tag, in their order. What the tree builder of the Standard
/// would know exactly is known as well as tags alone allow: an svg that is
/// never closed ends at the first tag that cannot stand in one.
class ForeignElements {
 public:
  /// Whether what comes next is read by the rules of svg and math.
  bool inside() const { return inside_; }

  /// A start tag: whether its element is one of svg or math.
  bool enter(std::string_view name, bool self_closing);
  void leave(std::string_view name);

 private:
  enum class Kind : std::uint8_t {
    kForeign,  ///< svg, math
    kIsland    ///< foreignObject and its like: HTML within
  };
  struct Element {
    Kind kind;
    std::string_view name;  ///< static
  };

  void push(Element element);

  std::vector<Element> open_;
  bool inside_ = false;  ///< the last of them is foreign
};

}  // namespace gfetch::web
