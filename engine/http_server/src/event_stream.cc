#include "gfetch/http_server/event_stream.h"

#include <chrono>
#include <stdexcept>

namespace gfetch::http {

namespace {

bool has_line_break(std::string_view text) noexcept {
  return text.find_first_of("\r\n") != text.npos;
}

// Appends `text` with `prefix` before each of its lines, whichever line ends it
// has.
void append_lines(std::string& out, std::string_view prefix,
                  std::string_view text) {
  for (;;) {
    const std::size_t end = text.find_first_of("\r\n");
    out.append(prefix).append(text.substr(0, end)).append("\n");
    if (end == text.npos) return;
    text.remove_prefix(text.substr(end).starts_with("\r\n") ? end + 2
                                                            : end + 1);
  }
}

}  // namespace

std::string format_event(const ServerSentEvent& event) {
  if (has_line_break(event.event) || has_line_break(event.id) ||
      event.id.find('\0') != event.id.npos) {
    throw std::invalid_argument("EventStream: a line break in a type or an id");
  }
  std::string out;
  if (!event.event.empty()) append_lines(out, "event: ", event.event);
  if (!event.id.empty()) append_lines(out, "id: ", event.id);
  append_lines(out, "data: ", event.data);
  out += '\n';
  return out;
}

EventStream::EventStream(ServerResponse& response) : response_(response) {
  response.header("Content-Type", "text/event-stream");
  response.header("Cache-Control", "no-store");
  response.flush();
}

void EventStream::send(const ServerSentEvent& event) {
  response_.write(format_event(event));
  response_.flush();
}

void EventStream::comment(std::string_view text) {
  std::string out;
  append_lines(out, ": ", text);
  response_.write(out);
  response_.flush();
}

void EventStream::retry_after(Duration delay) {
  const auto time =
      std::chrono::duration_cast<std::chrono::milliseconds>(delay).count();
  response_.write("retry: " + std::to_string(time) + "\n\n");
  response_.flush();
}

}  // namespace gfetch::http
