#include "web/links/sniffed_type.h"

#include <algorithm>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// The tags that identify an HTML page at the start of a body; a space or `>`
/// follows the name.
constexpr std::string_view kPages[] = {
    "<!--", "<!doctype html", "<a",     "<b",     "<body", "<br",
    "<div", "<font",          "<h1",    "<head",  "<html", "<iframe",
    "<p",   "<script",        "<style", "<table", "<title"};

/// The root elements that identify a feed or a sitemap; whitespace, `>` or `/`
/// follows the name.
constexpr std::string_view kRoots[] = {"<feed", "<rdf:RDF", "<rss",
                                       "<sitemapindex", "<urlset"};

/// Returns true if `text` starts with `word`, ignoring case, followed by one of
/// the characters `ends`.
bool begins(std::string_view text, std::string_view word,
            std::string_view ends) {
  return text.size() > word.size() &&
         equal_without_case(text.substr(0, word.size()), word) &&
         ends.find(text[word.size()]) != ends.npos;
}

/// Returns true if the XML in `head` has the doctype or the root element of an
/// HTML page.
bool is_page(std::string_view head) {
  const std::string text = lower(head);
  return text.find("<!doctype html") != text.npos ||
         text.find("<html") != text.npos;
}

}  // namespace

std::string_view sniffed_type(std::string_view head) {
  head = head.substr(0, kSniffedBytes);
  if (head.starts_with("\x1F\x8B\x08")) return "application/gzip";
  head.remove_prefix(run_of(head, kWhitespaceByte));
  if (head.starts_with("<?xml")) {
    return is_page(head) ? "application/xhtml+xml" : "text/xml";
  }
  const auto begins_head = [head](std::string_view ends) {
    return [head, ends](std::string_view word) {
      return begins(head, word, ends);
    };
  };
  if (std::ranges::any_of(kPages, begins_head(" >"))) return "text/html";
  if (std::ranges::any_of(kRoots, begins_head(" \t\n\r/>"))) return "text/xml";
  return {};
}

MediaType declared_type(const std::vector<http::Header>& headers) {
  const http::Header* const header = find_header(headers, "Content-Type");
  MediaType type = parse_media_type(header == nullptr ? "" : header->value);
  const bool unknown = type.essence == "unknown/unknown" ||
                       type.essence == "application/unknown" ||
                       type.essence == "*/*";
  if (unknown) type.essence.clear();
  return type;
}

bool may_be_sniffed(const std::vector<http::Header>& headers) {
  const http::Header* const options =
      find_header(headers, "X-Content-Type-Options");
  return declared_type(headers).essence.empty() &&
         (options == nullptr ||
          !equal_without_case(trimmed(options->value), "nosniff"));
}

}  // namespace gfetch::web
