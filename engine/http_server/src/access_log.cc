#include "gfetch/http_server/access_log.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>

namespace gfetch::http {

namespace {

void append_escaped(std::string& line, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < ' ' || byte >= 0x7f) {
      line += "\\x";
      line += kDigits[byte >> 4];
      line += kDigits[byte & 15];
    } else {
      line += c;
    }
  }
}

void append_quoted(std::string& line, std::string_view text) {
  line += " \"";
  if (text.empty()) line += '-';
  append_escaped(line, text);
  line += '"';
}

// A field without quotes ends at a space.
void append_word(std::string& line, std::string_view text) {
  if (text.empty()) line += '-';
  for (const char c : text) {
    if (c == ' ') {
      line += "\\x20";
    } else {
      append_escaped(line, std::string_view(&c, 1));
    }
  }
}

void append_time(std::string& line,
                 std::chrono::system_clock::time_point time) {
  static constexpr std::array<const char*, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun",
      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), " [%02d/%s/%04d:%02d:%02d:%02d +0000]",
      parts.tm_mday, kMonths[static_cast<std::size_t>(parts.tm_mon)],
      parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  line.append(text.data(), static_cast<std::size_t>(size));
}

}  // namespace

std::string combined_line(const AccessRecord& record) {
  std::string line;
  append_word(line, record.host);
  line += " - ";
  append_word(line, record.user);
  append_time(line, record.time);
  append_quoted(line, record.request_line);
  line += ' ' + std::to_string(record.status) + ' ';
  line += record.body_bytes > 0 ? std::to_string(record.body_bytes) : "-";
  append_quoted(line, record.referer);
  append_quoted(line, record.user_agent);
  return line;
}

AccessLog combined_log(int fd) {
  return [fd](const AccessRecord& record) {
    const std::string line = combined_line(record) + '\n';
    [[maybe_unused]] const auto written = write(fd, line.data(), line.size());
  };
}

}  // namespace gfetch::http
