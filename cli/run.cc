#include "cli/run.h"

#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "cli/base/exit_code.h"
#include "cli/base/file.h"
#include "cli/saving.h"
#include "cli/terminal/progress.h"
#include "cli/terminal/trace.h"
#include "gfetch/crawl/session.h"
#include "gfetch/report/check_report.h"
#include "gfetch/report/output.h"
#include "gfetch/report/summary.h"

namespace gfetch {
namespace {

/// A reporter that clears the progress bar before a record is written to the
/// same terminal.
class BarWiper final : public crawl::Reporter {
 public:
  explicit BarWiper(Console& console) : console_(console) {}

  Result<void, save::WriteError> report(const crawl::Visit&) override {
    console_.clear();
    return {};
  }
  Result<void, save::WriteError> finish() override {
    console_.clear();
    return {};
  }

 private:
  Console& console_;
};

std::unique_ptr<report::RecordFormat> format_of(const Plan& plan) {
  if (plan.write_out) return write_out_format(*plan.write_out);
  return make_format(plan.format, plan.fields, plan.colour);
}

/// Returns the session configuration of `plan`. A synchronous run has one
/// worker and fetches URLs in the order of the list.
crawl::SessionConfig session_of(const Plan& plan, Mode mode, Console& console) {
  crawl::SessionConfig config = plan.session;
  if (mode == Mode::kSync) config.max_candidates = config.workers = 1;
  // The plan's own warning already mentions the file descriptors.
  if (plan.descriptor_warning.empty()) {
    config.warn = [&console](std::string_view text) { console.say(text); };
  }
  if (plan.verbose) {
    config.wrap_fetcher = [&console](http::Fetcher& client) {
      return std::make_unique<TracingFetcher>(client, console);
    };
  }
  return config;
}

/// Passes signals to a session during the lifetime of this object.
class SignalScope {
 public:
  SignalScope(Signals& signals, crawl::Session& session) : signals_(signals) {
    signals_.set_session(&session);
  }
  ~SignalScope() { signals_.set_session(nullptr); }
  SignalScope(const SignalScope&) = delete;
  SignalScope& operator=(const SignalScope&) = delete;

 private:
  Signals& signals_;
};

/// Writes the state files for the next run: cookies and HSTS hosts.
void write_state(const Plan& plan, crawl::RunResult& result) {
  const auto write = [&result](const char* option, const std::string& path,
                               const std::string& text) {
    const auto written = write_private_file(path, text);
    if (written) return;
    result.end = crawl::RunEnd::kOutputFailed;
    result.message = std::string(option) + ": " + written.error().message;
  };
  const auto now = std::chrono::system_clock::now();
  if (!plan.cookie_jar.empty()) {
    write("--cookie-jar", plan.cookie_jar,
          plan.session.visitor.jar->netscape(now));
  }
  if (!plan.hsts.empty()) {
    write("--hsts", plan.hsts, plan.session.visitor.hsts->text(now));
  }
}

/// Writes the output of a run: a record for each visit, or the findings of a
/// link check.
class Report {
 public:
  Report(const Plan& plan, report::OutputStream& output) {
    if (plan.command == Command::kCheck) {
      check_ = std::make_unique<report::CheckReport>(
          plan.check_format,
          report::CheckOptions{plan.anchors, plan.session.rules->same_page},
          plan.colour, output);
    } else {
      records_ =
          std::make_unique<report::FormatReporter>(format_of(plan), output);
    }
  }

  crawl::Reporter& reporter() {
    return check_ ? static_cast<crawl::Reporter&>(*check_) : *records_;
  }

  /// Returns true if no visit failed, or, for a link check, if no link is
  /// broken.
  bool all_ok(const report::Summary& summary) const {
    return check_ ? check_->ok() : summary.not_ok() == 0;
  }

 private:
  /// Exactly one of the next two pointers is set. They are no std::optional,
  /// because g++ 12 with AddressSanitizer wrongly reports uninitialised
  /// optionals.
  std::unique_ptr<report::CheckReport> check_;
  std::unique_ptr<report::FormatReporter> records_;
};

int fetch(Plan& plan, Console& console, Signals& signals) {
  auto output = report::open_output(
      plan.output, {.delay = report::OutputOptions().delay,
                    .on_failure = [&signals](const save::WriteError& error) {
                      signals.stop(crawl::end_of(error));
                    }});
  if (!output) {
    console.say(output.error().message);
    return kExitIo;
  }
  Saving saving;
  if (auto begun = saving.begin(plan, console); !begun) {
    console.say(begun.error().message);
    return kExitIo;
  }
  Report report(plan, **output);
  BarWiper wiper(console);
  report::Summary summary;
  std::vector<crawl::Reporter*> reporters;
  if ((*output)->kind() == report::OutputKind::kTerminal)
    reporters.push_back(&wiper);
  reporters.push_back(&report.reporter());
  reporters.push_back(&summary);
  const std::vector<crawl::Reporter*> mirror = saving.reporters();
  reporters.insert(reporters.end(), mirror.begin(), mirror.end());
  crawl::ReporterList all(std::move(reporters));
  crawl::RunResult result =
      fetch_list(plan, plan.mode, saving.folder(), std::move(plan.inputs), all,
                 console, signals);
  summary.add_run(result.retries_refused, std::move(result.throttled));
  if (const auto finished = (*output)->finish(); !finished) {
    result.end = crawl::end_of(finished.error());
    result.message = finished.error().message;
  }
  write_state(plan, result);
  if (plan.summary && result.end != crawl::RunEnd::kReaderGone) {
    console.print(summary_text(summary, result.wall, plan.summary_colour));
  }
  explain(result, console);
  return exit_code_of(result.end, report.all_ok(summary), signals);
}

}  // namespace

crawl::RunResult fetch_list(const Plan& plan, Mode mode,
                            std::shared_ptr<save::BodyFolder> folder,
                            std::vector<crawl::SeedInput> inputs,
                            crawl::Reporter& reporter, Console& console,
                            Signals& signals) {
  crawl::SessionConfig config = session_of(plan, mode, console);
  config.folder = std::move(folder);
  crawl::Session session(std::move(config), reporter);
  const SignalScope scope(signals, session);
  const Progress progress(
      plan.progress, [&session] { return session.status(0); }, console);
  return session.run(std::move(inputs));
}

void explain(const crawl::RunResult& result, Console& console) {
  switch (result.end) {
    case crawl::RunEnd::kComplete:
    case crawl::RunEnd::kReaderGone:
      return;
    case crawl::RunEnd::kDeadline:
      return console.say("stopped: the deadline has passed");
    case crawl::RunEnd::kInterrupted:
      return console.say("stopped by a signal");
    case crawl::RunEnd::kMaxFailures:
      return console.say("stopped: more URLs failed than --max-failures lets");
    case crawl::RunEnd::kFailEarly:
      return console.say("stopped at the first failed URL");
    case crawl::RunEnd::kOutputFailed:
    case crawl::RunEnd::kInputFailed:
      return console.say(result.message);
  }
}

int exit_code_of(crawl::RunEnd end, bool all_ok, const Signals& signals) {
  switch (end) {
    case crawl::RunEnd::kComplete:
      return all_ok ? kExitOk : kExitFailedUrl;
    case crawl::RunEnd::kReaderGone:
      return kExitOk;
    case crawl::RunEnd::kDeadline:
    case crawl::RunEnd::kMaxFailures:
    case crawl::RunEnd::kFailEarly:
      return kExitStopped;
    case crawl::RunEnd::kInterrupted:
      return signals.exit_code().value_or(kExitInterrupted);
    case crawl::RunEnd::kOutputFailed:
    case crawl::RunEnd::kInputFailed:
      return kExitIo;
  }
  return kExitBug;
}

int run(Plan plan) {
  Console console(STDERR_FILENO);
  Signals signals(console);
  for (const std::string& warning : plan.warnings) console.say(warning);
  if (!plan.descriptor_warning.empty()) console.say(plan.descriptor_warning);
  return plan.command == Command::kCompare ? compare(plan, console, signals)
                                           : fetch(plan, console, signals);
}

}  // namespace gfetch
