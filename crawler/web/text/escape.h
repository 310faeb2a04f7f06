#pragma once
/// Any bytes as text that is safe to show: always valid UTF-8, and nothing in
/// it moves a cursor, changes a title or turns the direction of writing.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

/// How what must not stand as it is gets written.
enum class Escaping {
  kJson,  ///< the inside of a JSON string
  kText,  ///< for reading: only what is unsafe, as `\u001b`
  kTsv,   ///< `\t`, `\n`, `\r`, `\\`, and the unsafe as `\u001b`
};

/// A character, and how many bytes of UTF-8 it takes.
struct CodePoint {
  char32_t code;
  std::size_t length;
};

/// The one at the front of `text`, which is valid UTF-8 and not empty.
/// Never blocks.
CodePoint first_code_point(std::string_view text);

/// Whether `code` could do something to a terminal, or hide what stands there:
/// a control, a line separator, a control of bidirectional text.
/// Never blocks.
bool is_unsafe(char32_t code);

/// How many bytes at the front of `bytes` stand as they are in every format:
/// printable ASCII but `"` and `\`.
/// Never blocks.
std::size_t plain_prefix(std::string_view bytes);

/// Appends `bytes` to `out`. Controls (C0, DEL, C1), line separators and the
/// controls of bidirectional text are escaped; invalid UTF-8 becomes U+FFFD.
/// Never blocks.
void append_escaped(std::string& out, std::string_view bytes,
                    Escaping escaping);

/// Appends `bytes` as a JSON string with its quotes.
/// Never blocks.
inline void append_json_string(std::string& out, std::string_view bytes) {
  out.push_back('"');
  append_escaped(out, bytes, Escaping::kJson);
  out.push_back('"');
}

}  // namespace gfetch::web
