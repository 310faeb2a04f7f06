#pragma once
/// The plan of a run: the options, translated into the structs that the
/// libraries take. Inputs are open and everything is checked; no socket is
/// open.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/base/process_environment.h"
#include "cli/options/options.h"
#include "gfetch/crawl/seed_input.h"
#include "gfetch/crawl/session_config.h"
#include "gfetch/net/result.h"
#include "gfetch/report/check_report.h"
#include "gfetch/report/format.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// An input of `compare`, held in memory for all its runs.
struct HeldInput {
  std::string name;
  std::string text;
};

struct Plan {
  Command command = Command::kFetch;
  Mode mode = Mode::kAsync;
  std::string config;  ///< the file that was read; empty: none

  std::vector<std::string> urls;
  std::vector<crawl::SeedInput>
      inputs;                   ///< streamed, used once; not for compare
  std::vector<HeldInput> held;  ///< for compare
  /// What is fetched and how; its inputs are above. `rules` are there for a
  /// crawl or a check.
  crawl::SessionConfig session;

  std::string output = "-";
  std::string output_dir;  ///< for bodies; empty: they are not saved
  bool convert_links = false;
  std::string cookie_jar;  ///< a file; empty: none
  std::string hsts;        ///< a file; empty: none
  report::Format format = report::Format::kText;
  report::CheckFormat check_format = report::CheckFormat::kText;
  bool anchors = true;  ///< a check looks for what fragments name
  report::FieldList fields;
  std::optional<report::WriteOut> write_out;
  report::Colour colour = report::Colour::kOff;

  bool summary = true;
  report::Colour summary_colour = report::Colour::kOff;
  bool verbose = false;
  ProgressStyle progress = ProgressStyle::kNone;  ///< never kAuto
  std::string warning;  ///< a sentence for the start of the run; empty: none

  std::uint64_t runs = 1;
};

/// Translates `options`, reads the files that they name, and opens the inputs.
/// The options do not outlive the call, so that a body from stdin is held only
/// once. The error is one sentence that names the option. Blocks the thread:
/// call it before the run.
Result<Plan, UsageError> make_plan(Options options,
                                   const ProcessEnvironment& process);

}  // namespace gfetch
