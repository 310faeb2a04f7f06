#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/report/summary.h"
#include "report/colours.h"
#include "report/histogram.h"
#include "report/numbers.h"
#include "report/top_hosts.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

constexpr std::size_t kHostsShown = 5;

// A line of the summary: a label and its values. A line without a value is not
// written.
class Line {
 public:
  Line(std::string& out, std::string_view label, Colour colour)
      : out_(out), label_(label), colour_(colour) {}
  ~Line() {
    if (begun_) out_.push_back('\n');
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // Starts the next value of the line and returns the text to append it to.
  std::string& next() {
    if (begun_) {
      out_.append(", ");
    } else {
      constexpr std::size_t kWidth = 9;
      out_.append(colour_ == Colour::kOn ? kDim : "").append("  ");
      out_.append(label_).append(kWidth - label_.size(), ' ');
      out_.append(colour_ == Colour::kOn ? kPlain : "");
      begun_ = true;
    }
    return out_;
  }

  // Appends a name and its count, unless the count is zero.
  void counted(std::string_view name, std::uint64_t count) {
    if (count == 0) return;
    web::append_escaped(next(), name, web::Escaping::kText);
    out_.push_back(' ');
    append_number(out_, count);
  }

 private:
  std::string& out_;
  std::string_view label_;
  Colour colour_;
  bool begun_ = false;
};

void append_sum(std::string& out, const Summary& summary, Colour colour) {
  out.append("inputs ");
  append_number(out, summary.inputs());
  std::string_view sign = " = ";
  for (const crawl::Outcome outcome :
       {crawl::Outcome::kFetched, crawl::Outcome::kFailed,
        crawl::Outcome::kSkipped, crawl::Outcome::kUnfinished}) {
    const std::uint64_t count = summary.count(outcome);
    const bool alarming = colour == Colour::kOn && count > 0 &&
                          outcome == crawl::Outcome::kFailed;
    out.append(sign).append(alarming ? kRed : "");
    append_number(out, count);
    out.push_back(' ');
    out.append(name_of(outcome)).append(alarming ? kPlain : "");
    sign = " + ";
  }
  out.push_back('\n');
}

void append_counts(std::string& out, const Summary& summary, Colour colour) {
  {
    Line status(out, "status", colour);
    for (int hundreds = 1; hundreds <= 5; ++hundreds) {
      const char name[] = {static_cast<char>('0' + hundreds), 'x', 'x', '\0'};
      status.counted(name, summary.status_class(hundreds));
    }
  }
  {
    Line errors(out, "errors", colour);
    for (int i = 0; i <= static_cast<int>(ErrorKind::kOther); ++i) {
      const auto kind = static_cast<ErrorKind>(i);
      errors.counted(name_of(kind), summary.count(kind));
    }
  }
  Line skipped(out, "skipped", colour);
  for (const auto& [reason, count] : summary.skip_reasons()) {
    skipped.counted(reason, count);
  }
}

void append_rates(std::string& out, const Summary& summary, Duration wall,
                  Colour colour) {
  if (summary.bytes() > 0) {
    Line bodies(out, "bodies", colour);
    append_size(bodies.next(), summary.bytes());
    append_size(bodies.next(), summary.wire_bytes());
    out.append(" on the wire");
  }
  Line time(out, "time", colour);
  append_fixed_seconds(time.next(), wall, 3);
  out.push_back('s');
  append_number(time.next(), summary.requests());
  out.append(" requests");
  if (wall.count() <= 0) return;
  // The request rate is printed in the format of seconds, with one decimal.
  const double rate = static_cast<double>(summary.requests()) / seconds(wall);
  append_fixed_seconds(time.next(),
                       Duration(static_cast<std::int64_t>(rate * 1e9)), 1);
  out.append(" a second");
}

void append_flow(std::string& out, const Summary& summary, Colour colour) {
  {
    Line retries(out, "retries", colour);
    if (summary.retries() > 0) {
      append_number(retries.next(), summary.retries());
    }
    if (summary.retries_refused() > 0) {
      append_number(retries.next(), summary.retries_refused());
      out.append(" not allowed by --retry-budget");
    }
  }
  Line throttled(out, "eased", colour);
  const std::vector<crawl::ThrottledHost>& hosts = summary.throttled();
  for (std::size_t i = 0; i < std::min(kHostsShown, hosts.size()); ++i) {
    web::append_escaped(throttled.next(), hosts[i].host, web::Escaping::kText);
    out.append(" to ");
    append_number(out, static_cast<std::uint64_t>(hosts[i].lowest));
    out.append(" at a time");
  }
}

void append_right(std::string& out, std::string_view text, std::size_t width) {
  out.append(width - std::min(width, text.size()), ' ').append(text);
}

void append_quantiles(std::string& out, std::string_view label,
                      const Histogram& histogram, Colour colour) {
  if (histogram.count() == 0) return;
  Line line(out, label, colour);
  line.next();
  for (const Duration duration :
       {histogram.quantile(0.5), histogram.quantile(0.9),
        histogram.quantile(0.99), histogram.max()}) {
    std::string text;
    append_fixed_seconds(text, duration, 3);
    text.push_back('s');
    append_right(out, text, 10);
  }
}

void append_percentiles(std::string& out, const Summary& summary,
                        Colour colour) {
  if (summary.total().count() == 0) return;
  {
    Line heading(out, "", colour);
    heading.next();
    for (const std::string_view name : {"p50", "p90", "p99", "max"}) {
      append_right(out, name, 10);
    }
  }
  append_quantiles(out, "total", summary.total(), colour);
  append_quantiles(out, "ttfb", summary.ttfb(), colour);
}

void append_hosts(std::string& out, const Summary& summary, Colour colour) {
  {
    Line slowest(out, "slowest", colour);
    const auto& hosts = summary.slowest_hosts().entries();
    for (std::size_t i = 0; i < std::min(kHostsShown, hosts.size()); ++i) {
      web::append_escaped(slowest.next(), hosts[i].host, web::Escaping::kText);
      out.push_back(' ');
      append_fixed_seconds(out, hosts[i].slowest, 3);
      out.push_back('s');
    }
  }
  Line failing(out, "failing", colour);
  for (const auto& entry : summary.failing_hosts().top(kHostsShown)) {
    failing.counted(entry.host, entry.count);
  }
}

}  // namespace

std::string summary_text(const Summary& summary, Duration wall, Colour colour) {
  std::string out;
  append_sum(out, summary, colour);
  append_counts(out, summary, colour);
  append_rates(out, summary, wall, colour);
  append_flow(out, summary, colour);
  append_percentiles(out, summary, colour);
  append_hosts(out, summary, colour);
  return out;
}

}  // namespace gfetch::report
