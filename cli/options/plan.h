#pragma once
/// The plan of a run: the options translated into the libraries' structs. All
/// values are checked and all inputs are open, but no socket is open.

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
  std::string config;  ///< the configuration file; empty: none

  std::vector<std::string> urls;
  /// The inputs, which are streamed and read once; not used by compare.
  std::vector<crawl::SeedInput> inputs;
  std::vector<HeldInput> held;  ///< the inputs of compare
  /// The URLs to fetch and how to fetch them, except for the inputs above.
  /// `rules` is set for a crawl or a check.
  crawl::SessionConfig session;

  std::string output = "-";
  std::string output_dir;  ///< the folder for bodies; empty: not saved
  bool convert_links = false;
  std::string cookie_jar;  ///< the cookie file to write; empty: none
  std::string hsts;        ///< the file of HSTS hosts; empty: none
  report::Format format = report::Format::kText;
  report::CheckFormat check_format = report::CheckFormat::kText;
  bool anchors = true;  ///< whether a check also checks fragments
  report::FieldList fields;
  std::optional<report::WriteOut> write_out;
  report::Colour colour = report::Colour::kOff;

  bool summary = true;
  report::Colour summary_colour = report::Colour::kOff;
  bool verbose = false;
  /// The progress style, which is never kAuto here.
  ProgressStyle progress = ProgressStyle::kNone;
  std::vector<std::string> warnings;  ///< printed at the start of the run
  /// The warning that few files may be open; or empty.
  std::string descriptor_warning;

  std::uint64_t runs = 1;
};

/// Translates `options`, reads the files that they name, and opens the inputs.
/// `options` is passed by value, so that a body read from stdin is in memory
/// only once. Blocks the thread, so it must be called before the run. The error
/// is a sentence that names the option.
Result<Plan, UsageError> make_plan(Options options,
                                   const ProcessEnvironment& process);

}  // namespace gfetch
