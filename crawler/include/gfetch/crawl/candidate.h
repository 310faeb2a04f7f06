#pragma once
/// A URL that somebody wants fetched: where the way of a URL begins.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// What one line of the input asks for beyond its URL (the JSON form of a
/// line); absent for a plain line.
struct RequestOverrides {
  std::optional<std::string> method = {};
  std::vector<http::Header> headers = {};
  std::optional<std::string> body = {};
};

/// What a candidate is fetched for.
enum class Purpose : std::uint8_t {
  kFetch,    ///< a line of a list: its links lead nowhere
  kPage,     ///< a page of a crawl: its links are followed
  kSitemap,  ///< likewise, and it is a sitemap whatever it is called
  kAsset,    ///< a part of a page; of a style, what it needs follows
  kCheck,    ///< only whether it is there
};

/// Whether what it is fetched for is to lead on, too.
constexpr bool leads_on(Purpose purpose) {
  return purpose == Purpose::kPage || purpose == Purpose::kSitemap ||
         purpose == Purpose::kAsset;
}

struct Candidate {
  web::Url url;
  std::string id;      ///< the `id` of a JSON line; empty when there is none
  std::string input;   ///< where it was named, `urls.txt:12`, `argv:1`
  std::string parent;  ///< the page that linked to it; empty for a seed
  int depth = 0;       ///< links away from a seed
  Purpose purpose = Purpose::kFetch;
  int nesting = 0;  ///< sitemaps within sitemaps, or styles within styles
  int chain = 0;    ///< links within its family that led to it (page_family.h)
  std::shared_ptr<const RequestOverrides> overrides;  ///< null: none
};

/// An input line that is no URL: it gets its record all the same.
struct BadLine {
  std::string text;  ///< as it was given, made valid UTF-8, cut at 2 KiB
  std::string id;
  std::string input;  ///< `urls.txt:12`
  Error error;        ///< kBadUrl or kUnsupportedScheme, and a sentence
};

}  // namespace gfetch::crawl
