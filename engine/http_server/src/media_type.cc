#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "gfetch/http_server/static_files.h"
#include "text.h"

namespace gfetch::http {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 36> kTypes =
    {{
        {"avif", "image/avif"},
        {"css", "text/css; charset=utf-8"},
        {"csv", "text/csv; charset=utf-8"},
        {"gif", "image/gif"},
        {"gz", "application/gzip"},
        {"htm", "text/html; charset=utf-8"},
        {"html", "text/html; charset=utf-8"},
        {"ico", "image/vnd.microsoft.icon"},
        {"jpeg", "image/jpeg"},
        {"jpg", "image/jpeg"},
        {"js", "text/javascript; charset=utf-8"},
        {"json", "application/json"},
        {"jsonl", "application/jsonl"},
        {"md", "text/markdown; charset=utf-8"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"mp3", "audio/mpeg"},
        {"mp4", "video/mp4"},
        {"oga", "audio/ogg"},
        {"ogg", "audio/ogg"},
        {"otf", "font/otf"},
        {"pdf", "application/pdf"},
        {"png", "image/png"},
        {"svg", "image/svg+xml"},
        {"tar", "application/x-tar"},
        {"ttf", "font/ttf"},
        {"txt", "text/plain; charset=utf-8"},
        {"wasm", "application/wasm"},
        {"wav", "audio/wav"},
        {"webm", "video/webm"},
        {"webmanifest", "application/manifest+json"},
        {"webp", "image/webp"},
        {"woff", "font/woff"},
        {"woff2", "font/woff2"},
        {"xhtml", "application/xhtml+xml"},
        {"xml", "application/xml"},
        {"zip", "application/zip"},
    }};

}  // namespace

std::string_view media_type_of(std::string_view file_name) noexcept {
  const std::size_t dot = file_name.rfind('.');
  if (dot != file_name.npos) {
    const std::string_view end = file_name.substr(dot + 1);
    const auto found =
        std::find_if(kTypes.begin(), kTypes.end(), [end](const auto& type) {
          return server::equals_without_case(type.first, end);
        });
    if (found != kTypes.end()) return found->second;
  }
  return "application/octet-stream";
}

}  // namespace gfetch::http
