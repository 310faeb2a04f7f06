#include "preconditions.h"

#include <cstddef>

#include "http_date.h"
#include "text.h"

namespace gfetch::http::server {

namespace {

enum class Comparison { kStrong, kWeak };

// Takes the first entity tag off a list, quotes and a `W/` included; all of the
// list if it begins with none. A comma may stand in a tag.
std::string_view take_tag(std::string_view& list) {
  const std::size_t begin = list.starts_with("W/") ? 2 : 0;
  std::size_t end = list.npos;
  if (list.substr(begin).starts_with('"')) {
    end = list.find('"', begin + 1);
  }
  if (end != list.npos) ++end;
  const std::string_view tag = list.substr(0, end);
  list = end == list.npos ? std::string_view() : list.substr(end);
  return tag;
}

bool same_tag(std::string_view a, std::string_view b, Comparison comparison) {
  if (comparison == Comparison::kStrong) {
    return a == b && !a.starts_with("W/");
  }
  if (a.starts_with("W/")) a.remove_prefix(2);
  if (b.starts_with("W/")) b.remove_prefix(2);
  return a == b;
}

bool any_tag_is(std::string_view list, std::string_view etag,
                Comparison comparison) {
  if (trimmed(list) == "*") return true;
  for (;;) {
    const std::size_t begin = list.find_first_not_of(" \t,");
    if (begin == list.npos) return false;
    list.remove_prefix(begin);
    if (same_tag(take_tag(list), etag, comparison)) return true;
  }
}

bool failed(const ConditionFields& fields, const Validators& now) {
  if (fields.if_match) {
    return !any_tag_is(*fields.if_match, now.etag, Comparison::kStrong);
  }
  if (!fields.if_unmodified_since) return false;
  const auto since = parse_date(*fields.if_unmodified_since);
  return since && now.modified > *since;
}

bool not_modified(const ConditionFields& fields, const Validators& now) {
  if (fields.if_none_match) {
    return any_tag_is(*fields.if_none_match, now.etag, Comparison::kWeak);
  }
  if (!fields.if_modified_since) return false;
  const auto since = parse_date(*fields.if_modified_since);
  return since && now.modified <= *since;
}

bool range_applies(const ConditionFields& fields, const Validators& now) {
  if (!fields.if_range) return true;
  if (fields.if_range->find('"') != std::string_view::npos) {
    return same_tag(*fields.if_range, now.etag, Comparison::kStrong);
  }
  const auto date = parse_date(*fields.if_range);
  return date && *date == now.modified;
}

}  // namespace

Verdict evaluate(const ConditionFields& fields, const Validators& now) {
  if (failed(fields, now)) return Verdict::kFailed;
  if (not_modified(fields, now)) return Verdict::kNotModified;
  return range_applies(fields, now) ? Verdict::kRanges : Verdict::kWhole;
}

}  // namespace gfetch::http::server
