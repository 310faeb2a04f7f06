#include "gfetch/report/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "report/numbers.h"

namespace gfetch::report {
namespace {

void append_wall(std::string& out, Duration wall) {
  append_fixed_seconds(out, wall, 3);
  out.push_back('s');
}

// Appends the median time and the range of times: `1.247s (1.201s to 1.310s)`.
void append_spread(std::string& out, const ComparedRuns& runs) {
  append_wall(out, runs.median());
  out.append(" (");
  append_wall(out, runs.fastest());
  out.append(" to ");
  append_wall(out, runs.slowest());
  out.push_back(')');
}

// Converts a ratio to a duration, so that it is printed in the format of
// seconds.
Duration as_duration(double ratio) {
  return Duration(static_cast<std::int64_t>(ratio * 1e9));
}

// Returns a JSON array without its final newline, for use within an object.
std::string_view without_newline(std::string_view records) {
  return records.substr(0, records.find_last_not_of('\n') + 1);
}

// Appends the member that explains the time of a part.
void append_waits(std::string& out, const RunWaits& waits) {
  if (waits.urls == 0) return;
  out.append(",\"waits\":{\"sum\":");
  append_seconds(out, waits.sum);
  out.append(",\"longest\":");
  append_seconds(out, waits.longest);
  out.append(",\"idle\":");
  append_seconds(out, as_duration(waits.idle_share));
  out.push_back('}');
}

void append_percent(std::string& out, std::uint64_t percent) {
  append_number(out, percent);
  out.append(" %");
}

void append_part(std::string& out, const ComparedRuns& runs,
                 std::string_view records) {
  out.append("{\"seconds\":");
  append_seconds(out, runs.median());
  if (runs.walls.size() > 1) {
    char sign = '[';
    out.append(",\"runs\":");
    for (const Duration wall : runs.walls) {
      out.push_back(sign);
      append_seconds(out, wall);
      sign = ',';
    }
    out.push_back(']');
  }
  append_waits(out, runs.waits);
  out.append(",\"records\":").append(without_newline(records)).push_back('}');
}

}  // namespace

Duration ComparedRuns::median() const {
  std::vector<Duration> sorted = walls;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[middle];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}

Duration ComparedRuns::fastest() const {
  return *std::min_element(walls.begin(), walls.end());
}

Duration ComparedRuns::slowest() const {
  return *std::max_element(walls.begin(), walls.end());
}

double Comparison::speed_up() const {
  const double asynchronous_seconds = seconds(asynchronous.median());
  if (asynchronous_seconds <= 0) return 1;
  return seconds(synchronous.median()) / asynchronous_seconds;
}

std::string cost_line(Duration wall) {
  std::string line("Cost time: ");
  append_wall(line, wall);
  line.push_back('\n');
  return line;
}

void RunWaits::add(Duration total) {
  ++urls;
  sum += total;
  longest = std::max(longest, total);
}

std::string waits_line(const RunWaits& waits) {
  // Rounded together, so that both shares add up to 100 %.
  const auto waited =
      static_cast<std::uint64_t>(std::lround(100 * waits.idle_share));
  std::string line;
  append_number(line, waits.urls);
  line.append(waits.urls == 1 ? " wait: " : " waits: ");
  append_wall(line, waits.sum);
  line.append(" in all, the longest ");
  append_wall(line, waits.longest);
  line.append("; waited ");
  append_percent(line, waited);
  line.append(" of the time, computed ");
  append_percent(line, 100 - waited);
  line.push_back('\n');
  return line;
}

std::string comparison_text(const Comparison& comparison) {
  std::string out;
  const std::size_t runs = comparison.synchronous.walls.size();
  if (runs > 1) {
    out.append("Median of ");
    append_number(out, runs);
    out.append(": synchronous ");
    append_spread(out, comparison.synchronous);
    out.append(", asynchronous ");
    append_spread(out, comparison.asynchronous);
    out.push_back('\n');
  }
  out.append("Speed-up: ");
  append_fixed_seconds(out, as_duration(comparison.speed_up()), 1);
  out.append("x (");
  append_number(out, comparison.concurrency);
  out.append(" at a time)\n");
  return out;
}

std::string comparison_json(const Comparison& comparison,
                            std::string_view synchronous_records,
                            std::string_view asynchronous_records) {
  std::string out("{\"synchronous\":");
  append_part(out, comparison.synchronous, synchronous_records);
  out.append(",\"asynchronous\":");
  append_part(out, comparison.asynchronous, asynchronous_records);
  out.append(",\"speedup\":");
  append_seconds(out, as_duration(comparison.speed_up()));
  out.append(",\"concurrency\":");
  append_number(out, comparison.concurrency);
  out.append("}\n");
  return out;
}

}  // namespace gfetch::report
