#pragma once
/// Which encoding a text is in, and the text in UTF-8: labels, their meaning
/// and the signs at the start of a page as the Encoding and HTML Standards have
/// them.
///
///   const MediaType type = parse_media_type("text/html; charset=latin1");
///   const Charset charset = charset_of(type, first_bytes, meta_prescan);
///   if (charset.encoding) charset.encoding->name;  // "windows-1252"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::web {

/// One of the some forty encodings of the Encoding Standard.
struct Encoding {
  std::string_view name;       ///< `UTF-8`, `windows-1252`
  std::string_view labels;     ///< in lower case, with blanks between
  const char* converter = "";  ///< ICU's name; empty: not decoded
};

/// The encoding that `label` means, `latin1` or `UTF8`; null for an unknown
/// one.
/// Never blocks.
const Encoding* encoding_labelled(std::string_view label);

/// A Content-Type, read.
struct MediaType {
  std::string essence;  ///< `text/html`, in lower case; empty: there is none
  std::string charset;  ///< as it was given; empty: none was

  bool is_html() const;
  bool is_css() const;
  bool is_xml() const;  ///< XHTML is both
  /// Whether people could read it: text/*, HTML, XML, JSON, scripts.
  bool is_text() const;
};

/// Never blocks.
MediaType parse_media_type(std::string_view content_type);

struct Charset {
  const Encoding* encoding = nullptr;  ///< null: nothing says it
  std::size_t mark = 0;  ///< bytes of the byte order mark at the start
};

/// The limit of the prescan in bytes: an encoding that a page declares later
/// does not count (HTML Standard, 13.2.3.2).
inline constexpr std::size_t kPrescanLimit = 1024;

/// Finds the encoding that the meta elements in `head` declare; null when they
/// declare none. `meta_prescan` in web/html is the only one: charsets know no
/// HTML.
using MetaPrescan = const Encoding* (*)(std::string_view head);

/// The encoding of a text whose first bytes are `head`. The first of these that
/// names a known encoding decides: the byte order mark; the charset parameter
/// of `type`; the declaration within the first kPrescanLimit bytes, which is a
/// meta element in HTML (found by `prescan`), the XML declaration in XML, and
/// the @charset rule in CSS. JSON is UTF-8.
Charset charset_of(const MediaType& type, std::string_view head,
                   MetaPrescan prescan);

/// Makes UTF-8 of a text that streams by.
class TextDecoder {
 public:
  explicit TextDecoder(const Encoding& encoding);
  TextDecoder(TextDecoder&&) noexcept;
  TextDecoder& operator=(TextDecoder&&) noexcept;
  ~TextDecoder();

  /// Appends to `out` what the next bytes stand for; `last` are the last.
  /// What is broken becomes U+FFFD, but UTF-8 passes as it is.
  /// Never blocks.
  void decode(std::string_view bytes, std::string& out, bool last = false);

  /// Whether nothing had to be replaced so far.
  /// Never blocks.
  bool lossless() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// `bytes` as valid UTF-8, when they are a text in `encoding` from the first to
/// the last.
/// Never blocks.
std::optional<std::string> text_in(const Encoding& encoding,
                                   std::string_view bytes);

}  // namespace gfetch::web
