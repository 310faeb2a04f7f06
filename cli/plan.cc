#include "cli/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "cli/plan_files.h"
#include "cli/request_plan.h"

namespace gfetch {
namespace {

/// Descriptors that are not connections: the standard ones, the loop's, DNS
/// sockets, inputs and outputs.
constexpr std::uint64_t kOtherDescriptors = 24;
constexpr std::uint64_t kFewestConnections = 4;

/// Fewer URLs at a time where the system allows too few connections.
void fit_to_descriptors(Plan& plan, std::uint64_t descriptors) {
  const std::uint64_t connections =
      std::max(kFewestConnections,
               descriptors - std::min(descriptors, kOtherDescriptors));
  const std::uint64_t most = std::max<std::uint64_t>(1, connections / 2);
  if (plan.crawler.workers > connections) {
    plan.warning = fmt::format(
        "only {} files may be open at a time (ulimit -n): fetching {} URLs at "
        "a time, not {}",
        descriptors, most, plan.crawler.workers);
    plan.crawler.workers = most;
  }
  const std::uint64_t left =
      connections - std::min<std::uint64_t>(connections, plan.crawler.workers);
  plan.http.idle_connections =
      std::min<std::uint64_t>(plan.http.idle_connections, left);
}

/// Whether records show the field called `name`.
bool shows(const Plan& plan, std::string_view name) {
  if (plan.write_out) return plan.write_out->shows(name);
  return plan.format != report::Format::kText &&
         std::ranges::any_of(plan.fields, [name](const report::Field* field) {
           return field->name == name;
         });
}

/// Large pieces make large bodies cheaper; what a small one does not fill of
/// its buffer takes no memory. A buffer of curl's own size is none that malloc
/// asks the system for each time.
std::size_t receive_bytes(std::size_t workers) {
  constexpr std::size_t kInAll = std::size_t{32} * 1024 * 1024;
  constexpr std::size_t kLeast = std::size_t{16} * 1024;
  constexpr std::size_t kMost = std::size_t{100} * 1024;
  return std::clamp(kInAll / std::max<std::size_t>(workers, 1), kLeast, kMost);
}

bool coloured(ColorChoice choice, bool is_terminal,
              const ProcessEnvironment& process) {
  if (choice == ColorChoice::kAuto)
    return is_terminal && process.colours_wanted;
  return choice == ColorChoice::kAlways;
}

report::Colour colour_if(bool on) {
  return on ? report::Colour::kOn : report::Colour::kOff;
}

/// A bar would be drawn between the records of the same terminal: there auto
/// leaves it to the records to show the progress.
ProgressStyle progress_of(const Options& options,
                          const ProcessEnvironment& process) {
  if (options.progress != ProgressStyle::kAuto) return options.progress;
  const bool records_show =
      process.stdout_is_terminal && options.output.empty();
  const bool bar = process.stderr_is_terminal && process.can_redraw &&
                   !records_show && options.verbosity == Verbosity::kNormal;
  return bar ? ProgressStyle::kBar : ProgressStyle::kNone;
}

/// Of records; a check writes findings instead.
report::Format record_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return report::Format::kJsonl;
    case OutputFormat::kJson:
      return report::Format::kJson;
    case OutputFormat::kCsv:
      return report::Format::kCsv;
    case OutputFormat::kTsv:
      return report::Format::kTsv;
    default:
      return report::Format::kText;
  }
}

report::CheckFormat check_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return report::CheckFormat::kJsonl;
    case OutputFormat::kJson:
      return report::CheckFormat::kJson;
    case OutputFormat::kJunit:
      return report::CheckFormat::kJunit;
    case OutputFormat::kMarkdown:
      return report::CheckFormat::kMarkdown;
    default:
      return report::CheckFormat::kText;
  }
}

/// What becomes of what was fetched, and how it is told.
void plan_reports(Options& options, const ProcessEnvironment& process,
                  Plan& plan) {
  if (!options.output.empty()) plan.output = options.output;
  plan.output_dir = std::move(options.output_dir);
  plan.convert_links = options.convert_links;
  plan.format = record_format(options.format);
  plan.check_format = check_format(options.format);
  plan.anchors = options.anchors;
  plan.fields = options.fields.empty() ? every_field() : options.fields;
  plan.write_out = std::move(options.write_out);
  plan.visitor.bodies.describes =
      shows(plan, "title") || shows(plan, "charset");
  const bool to_terminal = process.stdout_is_terminal && plan.output == "-";
  plan.colour = colour_if(coloured(options.color, to_terminal, process));
  plan.summary_colour =
      colour_if(coloured(options.color, process.stderr_is_terminal, process));
  plan.summary =
      options.summary.value_or(options.verbosity != Verbosity::kQuiet);
  plan.verbose = options.verbosity == Verbosity::kVerbose;
  plan.progress = progress_of(options, process);
  plan.runs = options.runs;
}

}  // namespace

Result<Plan, UsageError> make_plan(Options options,
                                   const ProcessEnvironment& process) {
  Plan plan;
  plan.command = options.command;
  plan.mode = options.mode;
  plan.config = std::move(options.config);
  plan.urls = std::move(options.urls);
  plan.seeds = options.seeds;
  plan.crawler = std::move(options.crawler);
  plan.crawler.method = method_of(options);
  plan.crawl = std::move(options.crawl);
  plan.frontier.politeness = options.politeness;
  // Room for those that are fetched, and for as many that come next.
  plan.frontier.max_candidates =
      std::max(plan.frontier.max_candidates, 2 * plan.crawler.workers);
  plan.visitor = options.visitor;
  if (plan.command == Command::kCheck) {
    plan.crawl.checks = true;
    plan.crawl.external_assets = false;
    plan.visitor.bodies.links_only = true;
  }
  plan.visitor.request = request_of(options);
  plan.visitor.logins.login = login_of(options);
  plan.http = std::move(options.http);
  plan.cookie_jar = std::move(options.cookie_jar);
  fit_to_descriptors(plan, process.descriptors);
  plan.http.receive_bytes = receive_bytes(plan.crawler.workers);
  plan_reports(options, process, plan);

  Result<void, UsageError> ready = read_trust(options, plan);
  if (ready) ready = read_knowledge(options, process, plan);
  if (ready) ready = take_inputs(options, process, plan);
  if (!ready) return std::move(ready).error();
  return plan;
}

}  // namespace gfetch
