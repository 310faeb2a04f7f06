#pragma once
/// Foreign content: tells whether a tag is within svg or math, where other
/// parsing rules apply (HTML Standard, 13.2.6.5).

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gfetch::web {

/// Approximates the tree builder's stack of open elements from the tags alone.
/// It must receive every tag in document order. An svg element without an end
/// tag ends at the first tag that foreign content cannot contain.
class ForeignElements {
 public:
  /// Returns true if the next token is foreign content.
  bool inside() const { return inside_; }

  /// Records a start tag. Returns true if its element is foreign.
  bool enter(std::string_view name, bool self_closing);
  /// Records an end tag.
  void leave(std::string_view name);

 private:
  enum class Kind : std::uint8_t {
    kForeign,          ///< an svg or math element
    kIntegrationPoint  ///< an element such as foreignObject with HTML in it
  };
  struct Element {
    Kind kind;
    std::string_view name;  ///< a name with static lifetime
  };

  void push(Element element);

  std::vector<Element> open_;
  bool inside_ = false;  ///< whether the last element of open_ is foreign
};

}  // namespace gfetch::web
