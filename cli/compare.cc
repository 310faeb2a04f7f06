#include "gfetch/report/compare.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "cli/base/exit_code.h"
#include "cli/run.h"
#include "gfetch/report/output.h"
#include "gfetch/report/summary.h"

namespace gfetch {
namespace {

/// A reporter that keeps the records of a run as text, for the report at the
/// end.
class TextReporter final : public crawl::Reporter {
 public:
  explicit TextReporter(std::unique_ptr<report::RecordFormat> format)
      : format_(std::move(format)) {
    format_->begin(text_);
  }

  Result<void, save::WriteError> report(const crawl::Visit& visit) override {
    format_->record(text_, visit);
    return {};
  }
  Result<void, save::WriteError> finish() override {
    format_->end(text_);
    return {};
  }

  const std::string& text() const { return text_; }

 private:
  std::unique_ptr<report::RecordFormat> format_;
  std::string text_;
};

/// A reporter that adds up the times of the URLs.
class WaitReporter final : public crawl::Reporter {
 public:
  Result<void, save::WriteError> report(const crawl::Visit& visit) override {
    waits_.add(visit.timing.total);
    return {};
  }
  Result<void, save::WriteError> finish() override { return {}; }

  report::RunWaits waits(const HubTimes& times) const {
    report::RunWaits waits = waits_;
    waits.idle_share = times.idle_share();
    return waits;
  }

 private:
  report::RunWaits waits_;
};

std::vector<crawl::SeedInput> inputs_of(const Plan& plan) {
  std::vector<crawl::SeedInput> inputs;
  if (!plan.urls.empty())
    inputs.push_back(crawl::SeedInput::arguments(plan.urls));
  for (const HeldInput& held : plan.held) {
    inputs.push_back(crawl::SeedInput::text(held.name, held.text));
  }
  return inputs;
}

/// A comparison of both modes: its runs, their results and the output.
class Comparing {
 public:
  Comparing(const Plan& plan, Console& console, Signals& signals,
            report::OutputStream& output)
      : plan_(plan), console_(console), signals_(signals), output_(output) {}

  int run() {
    comparison_.concurrency = plan_.session.workers;
    for (std::uint64_t round = 0; round < plan_.runs; ++round) {
      const bool first = round == 0;
      if (!part(Mode::kSync, first) || !part(Mode::kAsync, first)) break;
    }
    // A deadline has no fiber outside of a run.
    if (plan_.session.deadline) output_.hurry();
    if (result_.end == crawl::RunEnd::kComplete) {
      note(output_.write(
          as_json() ? comparison_json(comparison_, records_[0], records_[1])
                    : comparison_text(comparison_)));
    }
    note(output_.finish());
    explain(result_, console_);
    return exit_code_of(result_.end, all_ok_, signals_);
  }

 private:
  bool as_json() const { return plan_.format == report::Format::kJson; }

  /// Fetches the list once in `mode`. Returns false if the comparison must end.
  bool part(Mode mode, bool first) {
    const bool sync = mode == Mode::kSync;
    report::ComparedRuns& runs =
        sync ? comparison_.synchronous : comparison_.asynchronous;
    report::Summary summary;
    WaitReporter waits;
    if (first && as_json()) {
      TextReporter records(json_format(plan_.fields));
      fetch_into(mode, {&records, &summary, &waits});
      records_[sync ? 0 : 1] = records.text();
    } else if (first) {
      note(output_.write(sync ? report::kSynchronousHeading
                              : report::kAsynchronousHeading));
      report::FormatReporter records(text_format(plan_.colour), output_);
      fetch_into(mode, {&records, &summary, &waits});
      note(output_.write(report::cost_line(result_.wall)));
      note(output_.write(report::waits_line(waits.waits(result_.times))));
    } else {
      fetch_into(mode, {&summary});
    }
    if (plan_.summary) {
      console_.print(summary_text(summary, result_.wall, plan_.summary_colour));
    }
    all_ok_ = all_ok_ && summary.not_ok() == 0;
    if (first) runs.waits = waits.waits(result_.times);
    runs.walls.push_back(result_.wall);
    return result_.end == crawl::RunEnd::kComplete;
  }

  void fetch_into(Mode mode, std::vector<crawl::Reporter*> reporters) {
    crawl::ReporterList list(std::move(reporters));
    result_ = fetch_list(plan_, mode, nullptr, inputs_of(plan_), list, console_,
                         signals_);
  }

  void note(const Result<void, save::WriteError>& written) {
    if (written || result_.end != crawl::RunEnd::kComplete) return;
    const bool gone =
        written.error().cause == save::WriteError::Cause::kReaderGone;
    result_.end =
        gone ? crawl::RunEnd::kReaderGone : crawl::RunEnd::kOutputFailed;
    result_.message = written.error().message;
  }

  const Plan& plan_;
  Console& console_;
  Signals& signals_;
  report::OutputStream& output_;
  report::Comparison comparison_;
  std::string records_[2];
  crawl::RunResult result_;
  bool all_ok_ = true;
};

}  // namespace

int compare(const Plan& plan, Console& console, Signals& signals) {
  auto output = report::open_output(plan.output);
  if (!output) {
    console.say(output.error().message);
    return kExitIo;
  }
  signals.set_output(output->get());
  const int code = Comparing(plan, console, signals, **output).run();
  signals.set_output(nullptr);
  return code;
}

}  // namespace gfetch
