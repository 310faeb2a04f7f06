#include "crawl/visit/unvisited.h"

#include <chrono>
#include <utility>

#include "gfetch/crawl/visitor_options.h"

namespace gfetch::crawl {
namespace {

std::string_view method_for(const Candidate& candidate,
                            std::string_view method) {
  if (candidate.is_prerequisite()) return "GET";
  const RequestOverrides* own = candidate.overrides.get();
  if (own != nullptr && own->method) return *own->method;
  if (own != nullptr && own->body && method == "GET") return "POST";
  return candidate.purpose == Purpose::kCheck ? "HEAD" : method;
}

}  // namespace

Visit unfinished_visit(const Candidate& candidate, std::string_view method) {
  Visit visit;
  visit.url = candidate.url.redacted();
  visit.id = candidate.id;
  visit.input = candidate.input;
  visit.parent = candidate.parent;
  visit.depth = candidate.depth;
  visit.method = method_for(candidate, method);
  visit.timestamp = std::chrono::system_clock::now();
  return visit;
}

std::string unfinished_pattern(std::uint64_t urls) {
  return "the last " + std::to_string(urls) +
         " URLs of this pattern were not begun; this is the first of them";
}

Visit skipped_visit(const Candidate& candidate, std::string_view method,
                    Refusal refusal) {
  Visit visit = unfinished_visit(candidate, method);
  skip(visit, std::move(refusal));
  return visit;
}

Visit visit_of(const BadLine& line) {
  Visit visit;
  visit.url = line.text;
  visit.id = line.id;
  visit.input = line.input;
  visit.outcome = Outcome::kFailed;
  visit.error = line.error;
  visit.timestamp = std::chrono::system_clock::now();
  return visit;
}

void skip(Visit& visit, Refusal refusal) {
  visit.outcome = Outcome::kSkipped;
  visit.ok = false;
  visit.error.reset();
  visit.reason = name_of(refusal.reason);
  visit.explanation = std::move(refusal.explanation);
}

}  // namespace gfetch::crawl
