#pragma once
/// The plan of a run: what the user asked for, fitted to where it happens and
/// turned into what the libraries take. Inputs are open, all is checked; no
/// socket is.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/options.h"
#include "cli/process_environment.h"
#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/crawler.h"
#include "gfetch/crawl/memory_frontier.h"
#include "gfetch/crawl/seed_reader.h"
#include "gfetch/crawl/visitor.h"
#include "gfetch/http/http_client.h"
#include "gfetch/net/result.h"
#include "gfetch/report/check_report.h"
#include "gfetch/report/format.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// An input of `compare`, which is read once and used again and again.
struct HeldInput {
  std::string name;
  std::string text;
};

struct Plan {
  Command command = Command::kFetch;
  Mode mode = Mode::kAsync;
  std::string config;  ///< the file that was read; empty: none

  std::vector<std::string> urls;
  std::vector<crawl::SeedInput> inputs;  ///< of a fetch: streamed, used once
  std::vector<HeldInput> held;           ///< of a comparison
  crawl::SeedReaderOptions seeds;

  crawl::CrawlerOptions crawler;
  crawl::CrawlRules crawl;  ///< of a crawl or a check
  crawl::MemoryFrontierOptions frontier;
  crawl::VisitorOptions visitor;
  http::HttpClientOptions http;

  std::string output = "-";
  std::string output_dir;  ///< for bodies; empty: they are not saved
  bool convert_links = false;
  std::string cookie_jar;  ///< a file; empty: none
  std::string hsts;        ///< likewise
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
  std::string warning;  ///< a sentence to begin with; empty: none

  std::uint64_t runs = 1;
};

/// Opens inputs, and for a comparison reads them.
/// Never blocks a fiber: it is for the time before the run.
Result<Plan, UsageError> make_plan(Options options,
                                   const ProcessEnvironment& process);

}  // namespace gfetch
