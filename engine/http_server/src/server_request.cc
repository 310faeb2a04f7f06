#include "gfetch/http_server/server_request.h"

#include <algorithm>
#include <array>

#include "connection.h"
#include "text.h"

namespace gfetch::http {

namespace {

std::string form_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    const auto byte = text[i] == '%'
                          ? server::percent_decoded(text.substr(i, 3))
                          : std::nullopt;
    decoded += byte ? *byte : std::string(1, text[i]);
    if (byte) i += 2;
  }
  return decoded;
}

}  // namespace

std::optional<std::string> form_value(std::string_view form,
                                      std::string_view name) {
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    const std::string_view pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const std::size_t mark = std::min(pair.find('='), pair.size());
    if (pair.empty() || form_decoded(pair.substr(0, mark)) != name) continue;
    return form_decoded(pair.substr(std::min(mark + 1, pair.size())));
  }
  return std::nullopt;
}

std::optional<std::string> ServerRequest::query_value(
    std::string_view name) const {
  return form_value(query_, name);
}

std::string_view ServerRequest::parameter(
    std::string_view name) const noexcept {
  for (const auto& [own_name, value] : parameters_) {
    if (own_name == name) return value;
  }
  return {};
}

bool ServerRequest::has_parameter(std::string_view name) const noexcept {
  return std::any_of(parameters_.begin(), parameters_.end(),
                     [name](const auto& one) { return one.first == name; });
}

std::optional<std::string_view> ServerRequest::header(
    std::string_view name) const noexcept {
  for (const FieldView& field : fields_) {
    if (server::equals_without_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t ServerRequest::read(std::span<char> into) {
  return into.empty() ? 0 : connection_.read_body(into);
}

std::string ServerRequest::read_all() {
  return read_all(body_limit_);
}

std::string ServerRequest::read_all(std::size_t most) {
  if (content_length_.value_or(0) > most) throw HttpError(413);
  std::string body;
  body.reserve(content_length_.value_or(0));
  std::array<char, 4096> piece;
  while (const std::size_t got = read(piece)) {
    if (got > most - body.size()) throw HttpError(413);
    body.append(piece.data(), got);
  }
  return body;
}

void ServerRequest::kill_when_client_gone() {
  connection_.watch_client();
}

void ServerRequest::time_limit(TimeLimit limit) {
  connection_.time_limit(limit);
}

}  // namespace gfetch::http
