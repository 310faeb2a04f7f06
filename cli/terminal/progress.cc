#include "cli/terminal/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/base/values.h"

namespace gfetch {
namespace {

constexpr Duration kBarPeriod = std::chrono::milliseconds(100);
constexpr Duration kSentencePeriod = std::chrono::seconds(5);
constexpr Duration kJsonPeriod = std::chrono::seconds(1);

constexpr unsigned kNarrowestBar = 8;
constexpr unsigned kWidestBar = 30;

std::string clock_text(double seconds) {
  if (seconds > 0 && seconds < 1) return "<1s";
  const auto whole = static_cast<std::uint64_t>(seconds);
  const std::uint64_t hours = whole / 3600;
  const std::uint64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}h{:02}m", hours, minutes);
  if (minutes > 0) return fmt::format("{}m{:02}s", minutes, whole % 60);
  return fmt::format("{}s", whole);
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::string_view kUnits = "BKMGTP";
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (amount >= 1024 && unit + 1 < kUnits.size()) {
    amount /= 1024;
    ++unit;
  }
  if (unit == 0) return fmt::format("{}B", bytes);
  return fmt::format("{:.1f}{}", amount, kUnits[unit]);
}

/// Rounds to three digits after the decimal point, because further digits would
/// not be accurate.
double rounded(double number) {
  return std::round(number * 1000) / 1000;
}

/// Returns the finished share of the list, if the length of the list is known.
std::optional<double> share_done(const crawl::RunStatus& status) {
  if (!status.seeds_finished || status.counters.inputs == 0) return {};
  return static_cast<double>(status.counters.done()) /
         static_cast<double>(status.counters.inputs);
}

/// Returns the texts beside the progress bar, the most important first, because
/// a narrow terminal shows only the first ones.
std::vector<std::string> facts_of(const crawl::RunStatus& status) {
  const crawl::Counters& counters = status.counters;
  const std::optional<double> share = share_done(status);
  std::vector<std::string> facts;
  facts.push_back(share ? fmt::format("{}/{} {:.0f}%", counters.done(),
                                      counters.inputs, *share * 100)
                        : fmt::format("{} done", counters.done()));
  if (counters.failed > 0) {
    facts.push_back(fmt::format("{} failed", counters.failed));
  }
  facts.push_back(fmt::format("{:.0f}/s", status.per_second));
  const std::uint64_t left = counters.inputs - counters.done();
  if (share && left > 0 && status.per_second > 0) {
    facts.push_back("left " +
                    clock_text(static_cast<double>(left) / status.per_second));
  }
  facts.push_back(fmt::format("{} in flight", status.frontier.leased));
  facts.push_back(bytes_text(counters.bytes));
  facts.push_back(clock_text(seconds(status.wall)));
  return facts;
}

std::string drawn_bar(double share, unsigned width) {
  const auto inside = static_cast<double>(width - 2);
  const auto filled =
      static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * inside);
  std::string bar = "[" + std::string(filled, '=');
  bar.resize(width - 1, ' ');
  return bar + "]";
}

}  // namespace

std::string progress_bar(const crawl::RunStatus& status, unsigned width) {
  std::string text;
  for (const std::string& fact : facts_of(status)) {
    const std::size_t joint = text.empty() ? 0 : 2;
    if (text.size() + joint + fact.size() > width) break;
    text.append(joint, ' ').append(fact);
  }
  const std::optional<double> share = share_done(status);
  const std::size_t room = width - text.size();
  if (!share || room < kNarrowestBar + 1) return text;
  const auto bar_width =
      static_cast<unsigned>(std::min<std::size_t>(room - 1, kWidestBar));
  return drawn_bar(*share, bar_width) + " " + text;
}

std::string progress_sentence(const crawl::RunStatus& status) {
  return fmt::format("{}", fmt::join(facts_of(status), ", "));
}

std::string progress_json(const crawl::RunStatus& status) {
  const crawl::Counters& counters = status.counters;
  nlohmann::ordered_json json;
  json["seconds"] = rounded(seconds(status.wall));
  json["inputs"] = counters.inputs;
  json["inputs_known"] = status.seeds_finished;
  json["fetched"] = counters.fetched;
  json["failed"] = counters.failed;
  json["skipped"] = counters.skipped;
  json["in_flight"] = status.frontier.leased;
  json["queued"] = status.frontier.queued;
  json["bytes"] = counters.bytes;
  json["per_second"] = rounded(status.per_second);
  return json.dump();
}

std::string status_report(const crawl::RunStatus& status) {
  std::string out = fmt::format("gfetch: {}\n", progress_sentence(status));
  for (const crawl::InFlightStatus& visit : status.in_flight) {
    out += fmt::format("  {:8.3f}s  {}  waits for {}\n", seconds(visit.age),
                       printable(visit.url),
                       visit.waits_for.empty() ? "nothing" : visit.waits_for);
  }
  for (const crawl::HostStatus& host : status.frontier.largest) {
    out += fmt::format("  {} queued for {}, {} in flight", host.queued,
                       printable(host.host), host.in_flight);
    if (host.ready_in > Duration(0)) {
      out += fmt::format(", next in {:.3f}s", seconds(host.ready_in));
    }
    out += '\n';
  }
  return out;
}

Progress::Progress(ProgressStyle style,
                   const std::function<crawl::RunStatus()>& status,
                   Console& console)
    : console_(console) {
  const auto every = [this](Duration period, auto show) {
    fiber_ = spawn([period, show] {
      while (true) {
        sleep_for(period);
        show();
      }
    });
    fiber_.name("progress");
  };
  switch (style) {
    case ProgressStyle::kBar:
      every(kBarPeriod, [&console, status] {
        console.draw(progress_bar(status(), console.width() - 1));
      });
      break;
    case ProgressStyle::kPlain:
      every(kSentencePeriod,
            [&console, status] { console.say(progress_sentence(status())); });
      break;
    case ProgressStyle::kJson:
      every(kJsonPeriod, [&console, status] {
        console.print(progress_json(status()) + "\n");
      });
      break;
    case ProgressStyle::kAuto:
    case ProgressStyle::kNone:
      break;
  }
}

Progress::~Progress() {
  if (fiber_) fiber_.kill();
  console_.clear();
}

}  // namespace gfetch
