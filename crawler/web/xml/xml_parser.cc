#include "web/xml/xml_parser.h"

#include <expat.h>

#include <algorithm>
#include <new>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// The depth limit of nested XML elements.
constexpr std::size_t kMaxDepth = 100;
/// The size limit in bytes of a tag, comment or section, which expat keeps in
/// memory as a whole.
constexpr std::int64_t kMaxTokenBytes = std::int64_t{256} * 1024;

// Selects expat's position functions. expat 2.9 deprecates those that return a
// long in favour of others with 64 in their names, which expat 2.5 lacks.
template <class Parser>
std::int64_t byte_index(Parser* parser) {
  if constexpr (requires { XML_GetCurrentByteIndex64(parser); }) {
    return XML_GetCurrentByteIndex64(parser);
  } else {
    return XML_GetCurrentByteIndex(parser);
  }
}

template <class Parser>
std::uint64_t line_number(Parser* parser) {
  if constexpr (requires { XML_GetCurrentLineNumber64(parser); }) {
    return XML_GetCurrentLineNumber64(parser);
  } else {
    return XML_GetCurrentLineNumber(parser);
  }
}

template <class Parser>
std::uint64_t column_number(Parser* parser) {
  if constexpr (requires { XML_GetCurrentColumnNumber64(parser); }) {
    return XML_GetCurrentColumnNumber64(parser);
  } else {
    return XML_GetCurrentColumnNumber(parser);
  }
}

struct Frees {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

}  // namespace

struct XmlParser::State {
  std::unique_ptr<XML_ParserStruct, Frees> parser;
  XmlSink& sink;
  bool stopped = false;
  bool broken = false;  ///< the parser has stopped at an error
  std::size_t depth = 0;
  std::int64_t fed = 0;
  /// The offset after the last token that expat has read.
  std::int64_t pushed = 0;

  void stop() {
    if (!stopped) XML_StopParser(parser.get(), XML_FALSE);
    stopped = true;
  }
  void record_progress() { pushed = byte_index(parser.get()); }

  static State& of(void* state) { return *static_cast<State*>(state); }

  static void start_element(void* state, const char* name, const char** pairs) {
    State& self = of(state);
    self.record_progress();
    if (self.stopped) return;
    if (++self.depth > kMaxDepth) return self.stop();
    self.sink.start_element(name, XmlAttributes(pairs));
  }
  static void end_element(void* state, const char* name) {
    State& self = of(state);
    self.record_progress();
    if (self.stopped) return;
    --self.depth;
    self.sink.end_element(name);
  }
  static void characters(void* state, const char* text, int size) {
    State& self = of(state);
    self.record_progress();
    if (!self.stopped) {
      self.sink.characters({text, static_cast<std::size_t>(size)});
    }
  }
  static void other(void* state, const char* /*text*/, int /*size*/) {
    of(state).record_progress();
  }
  static void doctype(void* state, const char* /*name*/, const char* /*system*/,
                      const char* /*public_id*/, int /*has_subset*/) {
    of(state).stop();
  }
};

const char* XmlAttributes::find(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    if (*pair == name) return pair[1];
  }
  return nullptr;
}

XmlParser::XmlParser(XmlSink& sink)
    : state_(new State{.parser = std::unique_ptr<XML_ParserStruct, Frees>(
                           XML_ParserCreate("UTF-8")),
                       .sink = sink}) {
  XML_ParserStruct* const parser = state_->parser.get();
  if (parser == nullptr) throw std::bad_alloc();
  XML_SetUserData(parser, state_.get());
  XML_SetElementHandler(parser, State::start_element, State::end_element);
  XML_SetCharacterDataHandler(parser, State::characters);
  XML_SetDefaultHandler(parser, State::other);
  XML_SetStartDoctypeDeclHandler(parser, State::doctype);
}

XmlParser::~XmlParser() = default;

void XmlParser::feed(std::string_view text) {
  // Whitespace before the XML declaration is an error, but a common one, so it
  // is removed.
  if (!begun_) text.remove_prefix(run_of(text, kWhitespaceByte));
  if (text.empty() || state_->stopped) return;
  begun_ = true;
  const std::size_t last = text.find_last_of("<>");
  if (last != text.npos) in_tag_ = text[last] == '<';
  // The text is parsed in pieces, because expat takes the size as an int. The
  // pieces are large, because expat scans an incomplete token again with each
  // piece.
  constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
  while (!text.empty() && !state_->stopped) {
    const std::string_view part = text.substr(0, kPieceBytes);
    text.remove_prefix(part.size());
    parse(part);
  }
}

void XmlParser::parse(std::string_view text) {
  State& state = *state_;
  const bool parsed =
      XML_Parse(state.parser.get(), text.data(), static_cast<int>(text.size()),
                XML_FALSE) == XML_STATUS_OK;
  state.fed += static_cast<std::int64_t>(text.size());
  const bool too_long = state.fed - state.pushed > kMaxTokenBytes;
  if (state.stopped || (parsed && !too_long)) return;
  state.stopped = state.broken = true;
}

bool XmlParser::finish() {
  State& state = *state_;
  if (state.stopped) return !state.broken;
  return XML_Parse(state.parser.get(), "", 0, XML_TRUE) == XML_STATUS_OK ||
         state.stopped;
}

void XmlParser::stop() {
  state_->stop();
}

bool XmlParser::in_tag() const {
  return in_tag_ && !state_->stopped;
}

Position XmlParser::position() const {
  XML_ParserStruct* const parser = state_->parser.get();
  return {static_cast<std::uint32_t>(line_number(parser)),
          static_cast<std::uint32_t>(column_number(parser)) + 1};
}

}  // namespace gfetch::web
