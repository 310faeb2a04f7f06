#include "gfetch/crawl/visit.h"

namespace gfetch::crawl {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFetched:
      return "fetched";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kSkipped:
      return "skipped";
    case Outcome::kUnfinished:
      break;
  }
  return "unfinished";
}

std::string_view Visit::content_type() const {
  const http::Header* header = find_header(headers, "Content-Type");
  return header == nullptr ? std::string_view() : header->value;
}

}  // namespace gfetch::crawl
