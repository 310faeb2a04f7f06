#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr std::uint64_t kMostAtOnce = 100000;

constexpr Choices<Mode, 2> kModes{
    {{"async", Mode::kAsync}, {"sync", Mode::kSync}}};

void declare(OptionTable& table, Options& options) {
  table.group("Concurrency");
  table
      .add_choice("--mode", "MODE", options.mode, kModes,
                  R"(Fetch concurrently or one after the other.
async fetches up to --concurrency URLs at a time; sync fetches one, then the next. Nothing else differs.)")
      .refused_with(Command::kCompare,
                    "does not go with compare, which uses both modes");
  table
      .add("-c, --concurrency", "N",
           store(options.workers, count<std::size_t>(1, kMostAtOnce)),
           R"(Fetch at most N URLs at the same time.
Each of them is one fiber. When the system allows fewer open files than that needs, fewer are fetched at a time, with a warning.)")
      .default_is(std::to_string(options.workers))
      .refused_if(
          [](const Options& given) { return given.mode == Mode::kSync; },
          "contradicts --mode sync, which is one at a time");
  table
      .add("--host-concurrency", "N",
           store(options.politeness.host_concurrency,
                 count<int>(1, kMostAtOnce)),
           R"(Fetch at most N URLs of one host at the same time.
A slow host holds up only its own URLs. crawl and check begin with 2.)")
      .default_is(std::to_string(options.politeness.host_concurrency));
  table.add("--adaptive/--no-adaptive", "", flag(options.politeness.adaptive),
            R"(Ask a host by fewer that does not bear so many: the default.
--host-concurrency is where it begins. Half as many when the host answers 429 or 503 or lets a time run out, a few less when its answers become slow; one more after each round that went well. The summary names such hosts as eased.)");
  table
      .add("--delay", "TIME", store(options.politeness.delay, parse_duration),
           R"(Wait TIME between two requests to one host.
Counted from the start of one to the start of the next. crawl and check wait 0.1 unless told otherwise.)")
      .default_is(text_of(options.politeness.delay));
  table.add("--rate", "RATE",
            store(options.politeness.rate, from(crawl::parse_rate)),
            R"(Start at most RATE requests in the whole run.
Such as 10/s, 600/m or 100/h.)");
  table.add("--host-rate", "RATE",
            store(options.politeness.host_rate, from(crawl::parse_rate)),
            R"(Start at most RATE requests to any one host.
Such as 10/s, 600/m or 100/h.)");
  table.add("--limit-rate", "SIZE",
            store(options.visitor.bytes_per_second, parse_size),
            R"(Take at most SIZE of bodies a second in the whole run.
As they come over the wire, all transfers together. The time that this makes a URL wait does not count for --max-time. 0 means no limit.)");
}

/// The number of file descriptors that are not connections: the standard
/// descriptors, those of the event loop, DNS sockets, inputs and outputs.
constexpr std::uint64_t kOtherDescriptors = 24;
constexpr std::uint64_t kFewestConnections = 4;

/// Lowers the concurrency to the number of connections that the limit of file
/// descriptors allows, and adds a warning.
void fit_to_descriptors(Plan& plan, std::uint64_t descriptors) {
  const std::uint64_t connections =
      std::max(kFewestConnections,
               descriptors - std::min(descriptors, kOtherDescriptors));
  const std::uint64_t most = std::max<std::uint64_t>(1, connections / 2);
  if (plan.session.workers > connections) {
    plan.descriptor_warning = fmt::format(
        "only {} files may be open at a time (ulimit -n): fetching {} URLs at "
        "a time, not {}",
        descriptors, most, plan.session.workers);
    plan.session.workers = most;
  }
  const std::uint64_t left =
      connections - std::min<std::uint64_t>(connections, plan.session.workers);
  plan.session.http.idle_connections =
      std::min<std::uint64_t>(plan.session.http.idle_connections, left);
}

/// Returns the size of a transfer's receive buffer in bytes. A large buffer
/// speeds up large bodies, and its unused part takes no memory. The lower bound
/// is curl's own size, which malloc provides without a system call for each
/// transfer.
std::size_t receive_bytes(std::size_t workers) {
  constexpr std::size_t kInAll = std::size_t{32} * 1024 * 1024;
  constexpr std::size_t kLeast = std::size_t{16} * 1024;
  constexpr std::size_t kMost = std::size_t{100} * 1024;
  return std::clamp(kInAll / std::max<std::size_t>(workers, 1), kLeast, kMost);
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment& process, Plan& plan) {
  plan.mode = options.mode;
  plan.session.politeness = options.politeness;
  // The frontier has capacity for the URLs that are fetched and for the same
  // number of next URLs.
  plan.session.max_candidates =
      std::max(plan.session.max_candidates, 2 * plan.session.workers);
  fit_to_descriptors(plan, process.descriptors);
  plan.session.http.receive_bytes = receive_bytes(plan.session.workers);
  return {};
}

std::string rate_text(const std::optional<crawl::Rate>& rate) {
  if (!rate) return "any";
  return fmt::format("{} in {}", rate->count, text_of(rate->per));
}

std::string workers_text(const Plan& plan) {
  const bool compares = plan.command == Command::kCompare;
  if (!compares && plan.mode == Mode::kSync) return "1";
  const crawl::PolitenessOptions& politeness = *plan.session.politeness;
  return fmt::format("{}, {}{} to one host", plan.session.workers,
                     politeness.adaptive ? "up to " : "",
                     politeness.host_concurrency);
}

void describe(const Plan& plan, const PlanLine& line) {
  const crawl::PolitenessOptions& politeness = *plan.session.politeness;
  line("at a time", workers_text(plan));
  line("delay", text_of(politeness.delay));
  line("rate", rate_text(politeness.rate));
  line("host rate", rate_text(politeness.host_rate));
  const std::uint64_t bandwidth = plan.session.visitor.bytes_per_second;
  if (bandwidth > 0) line("bodies", size_text(bandwidth) + " a second");
}

}  // namespace

const OptionGroup kConcurrencyOptions{declare, apply, describe};

}  // namespace gfetch
