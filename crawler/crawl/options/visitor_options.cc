#include "gfetch/crawl/visitor_options.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "web/text/number.h"

namespace gfetch::crawl {
namespace {

std::optional<AcceptSet::Range> range(std::optional<int> first,
                                      std::optional<int> last) {
  if (!first || !last) return std::nullopt;
  if (*first < 100 || *last > 999 || *first > *last) return std::nullopt;
  return AcceptSet::Range{*first, *last};
}

// Parses a class of statuses, such as `2xx`.
std::optional<AcceptSet::Range> status_class(std::string_view text) {
  std::string first(text);
  std::replace(first.begin(), first.end(), 'x', '0');
  std::string last(text);
  std::replace(last.begin(), last.end(), 'x', '9');
  return range(web::whole_number<int>(first), web::whole_number<int>(last));
}

// Parses an item of a status list: `404`, `2xx`, `200..=299`, or `200..300`,
// which excludes its end. The start of a range is optional.
std::optional<AcceptSet::Range> status_range(std::string_view text) {
  constexpr std::string_view kTo = "..";
  if (text.size() == 3 && text.ends_with("xx")) return status_class(text);
  const std::size_t to = text.find(kTo);
  if (to == std::string_view::npos) {
    return range(web::whole_number<int>(text), web::whole_number<int>(text));
  }
  std::string_view end = text.substr(to + kTo.size());
  const bool closed = end.starts_with('=');
  if (closed) end.remove_prefix(1);
  std::optional<int> last = web::whole_number<int>(end);
  if (last && !closed) --*last;
  return range(to == 0 ? 100 : web::whole_number<int>(text.substr(0, to)),
               last);
}

// Adds the class or the status code `name` to `on`. Returns false if `name` is
// neither.
bool add_class(RetryOn& on, std::string_view name) {
  if (name == "dns") return on.dns = true;
  if (name == "connect") return on.connect = true;
  if (name == "tls") return on.tls = true;
  if (name == "timeout") return on.timeout = true;
  if (name == "reset") return on.reset = true;
  if (name == "5xx") return on.any_5xx = true;
  const auto code = web::whole_number<int>(name);
  if (!code || *code < 100 || *code > 599) return false;
  on.status_codes.push_back(*code);
  return true;
}

}  // namespace

Result<RetryOn> parse_retry_on(std::string_view text) {
  RetryOn on{.dns = false,
             .connect = false,
             .tls = false,
             .timeout = false,
             .reset = false,
             .any_5xx = false,
             .status_codes = {}};
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    if (!add_class(on, name)) {
      return Error{ErrorKind::kOther,
                   "'" + std::string(name) +
                       "' is neither a status code nor one of dns, connect, "
                       "tls, timeout, reset, 5xx"};
    }
    if (comma == std::string_view::npos) return on;
    text.remove_prefix(comma + 1);
  }
}

Result<RetryLimit> RetryLimit::parse(std::string_view text) {
  RetryLimit limit;
  if (text.ends_with('%')) {
    const auto share =
        web::whole_number<double>(text.substr(0, text.size() - 1));
    if (share && *share >= 0 && std::isfinite(*share)) {
      limit.percent = *share;
      return limit;
    }
  } else {
    limit.count = web::whole_number<std::uint64_t>(text);
    if (limit.count) return limit;
  }
  return Error{ErrorKind::kOther,
               "'" + std::string(text) +
                   "' is no number of retries (500) and no share of the URLs "
                   "(20%)"};
}

Result<AcceptSet> AcceptSet::parse(std::string_view text) {
  std::vector<Range> ranges;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::optional<Range> range = status_range(part);
    if (!range) {
      return Error{ErrorKind::kOther, "'" + std::string(part) +
                                          "' is no status code, 2xx or range "
                                          "such as 200..=299"};
    }
    ranges.push_back(*range);
    if (comma == std::string_view::npos) return AcceptSet(std::move(ranges));
    text.remove_prefix(comma + 1);
  }
}

bool AcceptSet::contains(int status_code) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return range.first <= status_code && status_code <= range.last;
  });
}

}  // namespace gfetch::crawl
