#include "cli/options/file_values.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "cli/base/file.h"
#include "gfetch/save/shared_folder.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {
namespace {

std::optional<UsageError> append_header(std::vector<http::Header>& headers,
                                        std::string_view line) {
  Parsed<http::Header> header = parse_header(line);
  if (!header) return header.error();
  headers.push_back(std::move(*header));
  return std::nullopt;
}

/// Removes the next line from the front of `text`, and returns it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Parsed<std::string> text_or_file(std::string_view value) {
  if (!value.starts_with('@')) return std::string(value);
  Result<std::string> text = read_file(std::string(value.substr(1)));
  if (!text) return UsageError{text.error().message};
  return std::move(*text);
}

Setter append_headers(std::vector<http::Header>& headers) {
  return [&headers](std::string_view value) -> std::optional<UsageError> {
    if (!value.starts_with('@')) return append_header(headers, value);
    const Parsed<std::string> text = text_or_file(value);
    if (!text) return text.error();
    for (std::string_view rest = *text; !rest.empty();) {
      const std::string_view line = take_line(rest);
      if (line.empty()) continue;
      if (auto problem = append_header(headers, line)) return problem;
    }
    return std::nullopt;
  };
}

std::shared_ptr<const http::UploadFile> large_file(std::string_view value) {
  constexpr std::uint64_t kHeld = std::uint64_t{1} << 20;
  if (!value.starts_with('@') || value == "@-") return nullptr;
  const std::string path(value.substr(1));
  // text_or_file() says why a file of another user is not sent.
  if (save::planted_by_other(path)) return nullptr;
  auto file = http::UploadFile::open(path);
  return file && (*file)->size() > kHeld ? *std::move(file) : nullptr;
}

}  // namespace gfetch
