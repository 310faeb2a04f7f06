#pragma once
/// XML as it streams by: the only unit that knows expat. What could make it
/// read, fetch or expand anything is refused: a document type ends the text.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "gfetch/web/position.h"

namespace gfetch::web {

/// The value of the attribute called `name`, as it stands in the tag.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}

  /// Null when there is none.
  const char* find(std::string_view name) const;

 private:
  const char* const* pairs_;  ///< names and values by turns, then null
};

/// Names stand with their prefix. The views live until the sink returns.
class XmlSink {
 public:
  virtual ~XmlSink() = default;

  virtual void start_element(std::string_view name,
                             const XmlAttributes& attributes) = 0;
  virtual void end_element(std::string_view name) = 0;
  virtual void characters(std::string_view text) = 0;
};

class XmlParser {
 public:
  /// Pushes into `sink`, which outlives it.
  explicit XmlParser(XmlSink& sink);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  /// Takes the next part of the text, in UTF-8 whatever it says of itself. What
  /// is not well-formed ends it: nothing is pushed any more.
  void feed(std::string_view text);

  /// The text has ended: pushes what expat has put off. False: it was not
  /// well-formed up to there, or to where stop() was called.
  bool finish();

  /// Pushes nothing any more. For the sink.
  void stop();

  /// Where the element begins that is being pushed.
  Position position() const;

  /// Whether the text fed so far is well-formed, but for ending in a tag.
  bool in_tag() const;

 private:
  struct State;

  void parse(std::string_view text);

  std::unique_ptr<State> state_;
  bool begun_ = false;
  bool in_tag_ = false;
};

}  // namespace gfetch::web
