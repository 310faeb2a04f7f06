#include "gfetch/report/fields.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace gfetch::report {
namespace {

FieldValue text(std::string_view value) {
  if (value.empty()) return Absent();
  return value;
}

FieldValue number(std::uint64_t value) {
  return value;
}

FieldValue positive(std::uint64_t value) {
  if (value == 0) return Absent();
  return value;
}

FieldValue count(int value) {
  return number(static_cast<std::uint64_t>(std::max(value, 0)));
}

FieldValue phase(const std::optional<Duration>& duration) {
  if (!duration) return Absent();
  return *duration;
}

FieldValue parent(const crawl::Visit& visit) {
  if (visit.parent.empty()) return nullptr;
  return std::string_view(visit.parent);
}

FieldValue reason(const crawl::Visit& visit) {
  if (visit.outcome != crawl::Outcome::kSkipped) return Absent();
  return text(visit.reason);
}

FieldValue error_kind(const crawl::Visit& visit) {
  if (!visit.error) return Absent();
  return name_of(visit.error->kind);
}

FieldValue error_message(const crawl::Visit& visit) {
  if (!visit.error) return Absent();
  return text(visit.error->message);
}

// Returns the size of a body, or an absent value when there was no response.
FieldValue body_size(const crawl::Visit& visit, std::uint64_t size) {
  if (visit.status_code == 0) return Absent();
  return size;
}

FieldValue content_length(const crawl::Visit& visit) {
  if (!visit.content_length) return Absent();
  return *visit.content_length;
}

FieldValue optional_text(const std::optional<std::string>& value) {
  if (!value) return Absent();
  return std::string_view(*value);
}

FieldValue redirects(const crawl::Visit& visit) {
  if (visit.redirects.empty()) return Absent();
  return std::span<const crawl::Hop>(visit.redirects);
}

FieldValue timestamp(const crawl::Visit& visit) {
  if (visit.timestamp.time_since_epoch().count() == 0) return Absent();
  return visit.timestamp;
}

// Returns the total time, or an absent value when no request was sent.
FieldValue total(const crawl::Visit& visit) {
  if (visit.timing.total.count() == 0 && visit.final_url.empty()) {
    return Absent();
  }
  return visit.timing.total;
}

constexpr std::array kFields = {
    Field{"url", "string", "The URL asked for, normalised, without password.",
          [](const crawl::Visit& v) -> FieldValue {
            return std::string_view(v.url);
          }},
    Field{"final_url", "string", "The URL that answered, after redirects.",
          [](const crawl::Visit& v) { return text(v.final_url); }},
    Field{"id", "string", "The id that the input line gave.",
          [](const crawl::Visit& v) { return text(v.id); }},
    Field{"input", "string", "Where the URL was named, as file:line.",
          [](const crawl::Visit& v) { return text(v.input); }},
    Field{"parent", "string", "The page that linked here; null for an input.",
          parent},
    Field{"depth", "integer", "Links away from the input.",
          [](const crawl::Visit& v) { return count(v.depth); }},
    Field{"method", "string", "The request's method.",
          [](const crawl::Visit& v) { return text(v.method); }},
    Field{"status_code", "integer", "The final response's status.",
          [](const crawl::Visit& v) {
            return positive(static_cast<std::uint64_t>(v.status_code));
          }},
    Field{"ok", "boolean", "Whether it was fetched with an accepted status.",
          [](const crawl::Visit& v) -> FieldValue { return v.ok; }},
    Field{
        "outcome", "string", "fetched, failed, skipped or unfinished.",
        [](const crawl::Visit& v) -> FieldValue { return name_of(v.outcome); }},
    Field{"reason", "string", "Why it was skipped.", reason},
    Field{"explanation", "string", "The reason in a sentence.",
          [](const crawl::Visit& v) { return text(v.explanation); }},
    Field{"robots", "string", "What robots.txt has against it.",
          [](const crawl::Visit& v) { return text(v.robots); }},
    Field{"error_kind", "string", "The kind of failure, one word.", error_kind},
    Field{"error", "string", "The failure, a sentence.", error_message},
    Field{"http_version", "string", "1.0, 1.1, 2 or 3.",
          [](const crawl::Visit& v) { return text(name_of(v.http_version)); }},
    Field{"remote_ip", "string", "The address that answered.",
          [](const crawl::Visit& v) { return text(v.remote_ip); }},
    Field{"remote_port", "integer", "The port that answered.",
          [](const crawl::Visit& v) { return positive(v.remote_port); }},
    Field{"content_type", "string", "The Content-Type that was sent.",
          [](const crawl::Visit& v) { return text(v.content_type()); }},
    Field{"content_length", "integer", "The Content-Length that was sent.",
          content_length},
    Field{"bytes", "integer", "The body's size, decoded.",
          [](const crawl::Visit& v) { return body_size(v, v.bytes); }},
    Field{"wire_bytes", "integer", "The body's size as transferred.",
          [](const crawl::Visit& v) { return body_size(v, v.wire_bytes); }},
    Field{"title", "string", "The page's title.",
          [](const crawl::Visit& v) { return text(v.title); }},
    Field{"charset", "string", "The text's encoding, as far as it says.",
          [](const crawl::Visit& v) { return text(v.charset); }},
    Field{"sha256", "string", "The hash of the body, by --hash.",
          [](const crawl::Visit& v) { return text(v.sha256); }},
    Field{"file", "string", "Where the body was saved, by --output-dir.",
          [](const crawl::Visit& v) { return text(v.file); }},
    Field{"redirects", "list", "The redirects followed: url, status_code.",
          redirects},
    Field{"num_redirects", "integer", "How many redirects were followed.",
          [](const crawl::Visit& v) { return number(v.redirects.size()); }},
    Field{"num_retries", "integer", "How often it was tried again.",
          [](const crawl::Visit& v) { return count(v.num_retries); }},
    Field{"timestamp", "time", "When the visit began, in UTC.", timestamp},
    Field{"timing.queue", "seconds", "Waited before it was sent.",
          [](const crawl::Visit& v) { return phase(v.timing.queue); }},
    Field{"timing.dns", "seconds", "From the name to addresses.",
          [](const crawl::Visit& v) { return phase(v.timing.dns); }},
    Field{"timing.connect", "seconds",
          "The TCP handshake; of HTTP/3, TLS, too.",
          [](const crawl::Visit& v) { return phase(v.timing.connect); }},
    Field{"timing.tls", "seconds", "The TLS handshake.",
          [](const crawl::Visit& v) { return phase(v.timing.tls); }},
    Field{"timing.ttfb", "seconds", "From the request to the first byte.",
          [](const crawl::Visit& v) { return phase(v.timing.ttfb); }},
    Field{"timing.download", "seconds", "From the first byte to the last.",
          [](const crawl::Visit& v) { return phase(v.timing.download); }},
    Field{"timing.total", "seconds", "The whole, hops and retries included.",
          total},
    Field{"body", "string", "The body, by --body, when it is text.",
          [](const crawl::Visit& v) { return optional_text(v.body); }},
    Field{"body_base64", "string", "Any other body, by --body.",
          [](const crawl::Visit& v) { return optional_text(v.body_base64); }},
};

// Returns true if `name` selects `field`: it is the field's name or the name of
// the object that contains the field.
bool asks_for(std::string_view name, const Field& field) {
  return field.name == name ||
         (field.name.size() > name.size() && field.name.starts_with(name) &&
          field.name[name.size()] == '.');
}

UsageError unknown_field(std::string_view name) {
  std::vector<std::string_view> known;
  known.reserve(kFields.size() + 1);
  for (const Field& field : kFields) known.push_back(field.name);
  known.push_back("timing");
  return unknown_name("field", name, known);
}

// Appends the fields that `name` selects to `chosen`. Returns false for an
// unknown name.
bool choose(std::string_view name, FieldList& chosen) {
  bool known = false;
  for (const Field& field : kFields) {
    if (!asks_for(name, field)) continue;
    known = true;
    if (std::find(chosen.begin(), chosen.end(), &field) == chosen.end()) {
      chosen.push_back(&field);
    }
  }
  return known;
}

}  // namespace

std::span<const Field> all_fields() {
  return kFields;
}

FieldList every_field() {
  FieldList list;
  for (const Field& field : kFields) list.push_back(&field);
  return list;
}

Result<FieldList, UsageError> parse_fields(std::string_view list) {
  FieldList chosen;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    std::string_view name = list.substr(begin, end - begin);
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    if (!choose(name, chosen)) return unknown_field(name);
    begin = end + 1;
  }
  return chosen;
}

}  // namespace gfetch::report
