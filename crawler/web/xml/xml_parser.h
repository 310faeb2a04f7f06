#pragma once
/// A streaming XML parser. Only its source file includes expat. A document type
/// declaration ends the parsing, so that no entity is expanded or fetched.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "gfetch/web/position.h"

namespace gfetch::web {

/// The attributes of a start tag.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}

  /// Returns the value of the attribute `name`; null when there is none.
  const char* find(std::string_view name) const;

 private:
  const char* const* pairs_;  ///< name, value, name, value, …, null
};

/// Receives the elements and the text of an XML document. Element names include
/// their prefix. The views are valid until the function returns.
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
  /// Creates a parser that pushes its events into `sink`, which must outlive
  /// the parser.
  explicit XmlParser(XmlSink& sink);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  /// Parses the next piece of the text. It must be UTF-8; an encoding
  /// declaration is ignored. Nothing is pushed after text that is not
  /// well-formed.
  void feed(std::string_view text);

  /// Ends the text and pushes the elements that expat has deferred. Returns
  /// false when the text was not well-formed, up to its end or the call of
  /// stop().
  bool finish();

  /// Ends the parsing: no more events are pushed. The sink may call this.
  void stop();

  /// Returns the position of the element that is being pushed to the sink.
  Position position() const;

  /// Returns true if the text so far is well-formed except that it ends within
  /// a tag.
  bool in_tag() const;

 private:
  struct State;

  void parse(std::string_view text);

  std::unique_ptr<State> state_;
  bool begun_ = false;
  bool in_tag_ = false;
};

}  // namespace gfetch::web
