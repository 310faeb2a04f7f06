#include "web/links/header_links.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "web/html/refresh.h"
#include "web/links/relation.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// Adds a link from a response header. It is relative to the page's URL, not to
/// a base element.
void add_link(std::string_view target, LinkKind kind, std::string_view tag,
              bool nofollow, LinkCollector& links) {
  Link* const link = links.add({.kind = kind, .tag = tag}, target);
  if (link == nullptr) return;
  link->nofollow = nofollow;
  if (auto url = parse_url(target, &links.page())) link->url = std::move(*url);
}

/// The parameters of a Link header that the crawler uses.
struct LinkParameters {
  std::string rel;
  bool has_rel = false;     ///< whether a rel was found; later ones are ignored
  bool has_anchor = false;  ///< whether the link's context is another page
};

/// Takes a parameter `name=value` and the `;` before it off `text`.
void take_parameter(std::string_view& text, LinkParameters& parameters) {
  const std::size_t end = std::min(text.find_first_of("=;,"), text.size());
  const std::string_view name = trimmed(text.substr(0, end));
  text.remove_prefix(end);
  std::string value;
  if (text.starts_with('=')) {
    text.remove_prefix(1);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.starts_with('"')) {
      value = take_quoted(text);
    } else {
      value = trimmed(text.substr(0, text.find_first_of(";,")));
    }
  }
  text.remove_prefix(std::min(text.find_first_of(";,"), text.size()));
  if (equal_without_case(name, "anchor")) parameters.has_anchor = true;
  if (parameters.has_rel || !equal_without_case(name, "rel")) return;
  parameters.rel = std::move(value);
  parameters.has_rel = true;
}

/// Parses a Link header such as `<a>; rel=next, <b>; rel="prev"` and adds its
/// links.
void read_link(std::string_view value, LinkCollector& links) {
  for (;;) {
    value.remove_prefix(
        std::min(value.find_first_not_of(" \t,"), value.size()));
    // The header's value ends here, or has a syntax error.
    if (!value.starts_with('<')) return;
    value.remove_prefix(1);
    const std::size_t end = value.find('>');
    if (end == value.npos) return;
    const std::string_view target = value.substr(0, end);
    value.remove_prefix(end + 1);
    LinkParameters parameters;
    value.remove_prefix(std::min(value.find_first_of(";,"), value.size()));
    while (value.starts_with(';')) {
      value.remove_prefix(1);
      take_parameter(value, parameters);
    }
    const auto kind = kind_of_relation(parameters.rel);
    if (!kind || parameters.has_anchor) continue;
    add_link(target, *kind, "link:", has_relation(parameters.rel, "nofollow"),
             links);
  }
}

void read_refresh(std::string_view value, LinkCollector& links) {
  const auto target = refresh_target(value);
  if (!target || target->empty()) return;
  add_link(*target, LinkKind::kPage, "refresh:", false, links);
}

/// Parses an X-Robots-Tag header: `noindex` or `AGENT: noindex`. The directives
/// after an agent's name apply to that agent only, up to the next name.
void read_robots(std::string_view value, LinkCollector& links) {
  constexpr std::string_view kDirectivesWithValue[] = {
      "max-image-preview", "max-snippet", "max-video-preview",
      "unavailable_after"};
  bool for_us = true;
  while (!value.empty()) {
    std::string_view directive = take_until(value, ',');
    const std::size_t colon = directive.find(':');
    const std::string_view name = trimmed(directive.substr(0, colon));
    if (colon != directive.npos &&
        std::ranges::find(kDirectivesWithValue, lower(name)) ==
            std::end(kDirectivesWithValue)) {
      for_us = name == "*" || equal_without_case(name, links.options().agent);
      directive.remove_prefix(colon + 1);
    }
    if (for_us) links.add_directives(directive);
  }
}

}  // namespace

void read_headers(const std::vector<http::Header>& headers,
                  LinkCollector& links) {
  for (const http::Header& header : headers) {
    if (equal_without_case(header.name, "Link")) {
      read_link(header.value, links);
    } else if (equal_without_case(header.name, "Refresh")) {
      read_refresh(header.value, links);
    } else if (equal_without_case(header.name, "Location")) {
      add_link(header.value, LinkKind::kPage, "location:", false, links);
    } else if (equal_without_case(header.name, "X-Robots-Tag")) {
      read_robots(header.value, links);
    }
  }
}

}  // namespace gfetch::web
