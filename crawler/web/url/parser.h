#pragma once
/// The URL parser: the state machine of the URL Standard (4.4), written as a
/// recursive descent.
///
///   parse ─► parse_before_query ─► parse_after_scheme ─► parse_authority
///                    │                                    ▲           │
///                    └─► parse_relative, parse_file ──────┘           ▼
///                                        └──────────────────────► append_path
///
/// **Invariants.** Fragment and query are split off first, because `#` and `?`
/// end the earlier parts in every state. The other parts are appended to the
/// string of the Url in their serialised order, so that no part is written
/// twice.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/web/url.h"
#include "web/url/host.h"

namespace gfetch::web {

class UrlParser {
 public:
  /// Creates a parser for URLs relative to `base`, which must outlive the
  /// parser and may be null.
  explicit UrlParser(const Url* base) : base_(base) {}

  Result<Url> parse(std::string_view input);

 private:
  UrlError parse_before_query(std::string_view text);
  UrlError parse_after_scheme(std::string_view rest);
  UrlError parse_relative(std::string_view text);
  UrlError parse_relative_slash(std::string_view text);
  UrlError parse_file(std::string_view text);
  UrlError parse_file_slash(std::string_view text);
  UrlError parse_file_host(std::string_view text);
  UrlError parse_authority(std::string_view text);
  UrlError parse_host_and_port(std::string_view text);
  UrlError parse_port(std::string_view text);

  void take_scheme(std::string_view scheme);
  void begin_authority();
  void append_userinfo(std::string_view text);
  void no_authority();
  void copy_authority();
  void copy_path();
  void append_to_base_path(std::string_view text);
  void inherit_query();

  void append_path_start(std::string_view text);
  void append_path(std::string_view segments);
  void append_segment(std::string_view segment, bool last);
  void append_opaque_path(std::string_view text);
  void shorten_path();
  void guard_path();
  void append_query_and_fragment();

  bool is_slash(char c) const { return c == '/' || (special_ && c == '\\'); }
  bool starts_with_slash(std::string_view text) const {
    return !text.empty() && is_slash(text.front());
  }
  /// Returns the offset of the first slash in `text`; the size of `text` when
  /// there is none.
  std::size_t find_slash(std::string_view text) const;
  std::string_view path() const {
    return std::string_view(url_.href_).substr(url_.path_start_);
  }
  std::string& out() { return url_.href_; }
  std::uint32_t here() const {
    return static_cast<std::uint32_t>(url_.href_.size());
  }

  const Url* base_;
  Url url_;
  std::optional<std::string_view> query_;
  std::optional<std::string_view> fragment_;
  bool special_ = false;
  bool file_ = false;
};

/// A special scheme of the URL Standard and its default port.
struct SpecialScheme {
  std::string_view name;
  std::uint16_t port;  ///< the default port; 0: none
};

/// Returns the special scheme named `name`; null when `name` is not a special
/// scheme.
const SpecialScheme* special_scheme(std::string_view name);

/// Returns the length of the scheme at the start of `text`, without its colon;
/// nothing when there is no scheme.
std::optional<std::size_t> scheme_length(std::string_view text);

/// Removes C0 controls and spaces at both ends of `text`.
std::string_view trim(std::string_view text);

}  // namespace gfetch::web
