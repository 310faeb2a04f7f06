#pragma once
/// Makes any bytes safe to print: the result is valid UTF-8, and no character
/// of it moves a terminal's cursor, changes its title or reverses the direction
/// of writing.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

/// The forms of escaped text.
enum class Escaping {
  kJson,  ///< the inside of a JSON string
  kText,  ///< text for people: unsafe characters as `\u001b`
  kTsv,   ///< TSV cells: `\t`, `\n`, `\r`, `\\`, `\u001b`
};

/// A character and its length in bytes in UTF-8.
struct CodePoint {
  char32_t code;
  std::size_t length;
};

/// Returns the first character of `text`, which must be valid UTF-8 and not
/// empty.
CodePoint first_code_point(std::string_view text);

/// Returns true if the character `code` could change the state of a terminal or
/// hide text: a control character, a line separator or a bidirectional control.
bool is_unsafe(char32_t code);

/// Returns the number of bytes at the start of `bytes` that need no escape in
/// any form: printable ASCII except `"` and `\`.
std::size_t plain_prefix(std::string_view bytes);

/// Appends `bytes` to `out` in the form `escaping`. Control characters (C0,
/// DEL, C1), line separators and bidirectional controls are escaped; invalid
/// UTF-8 becomes U+FFFD.
void append_escaped(std::string& out, std::string_view bytes,
                    Escaping escaping);

/// Appends `bytes` as a JSON string with its quotes.
inline void append_json_string(std::string& out, std::string_view bytes) {
  out.push_back('"');
  append_escaped(out, bytes, Escaping::kJson);
  out.push_back('"');
}

}  // namespace gfetch::web
