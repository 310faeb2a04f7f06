#pragma once
/// The values of all options, read and checked; nothing is opened yet. A value
/// that belongs to a struct of a library stands in that struct, with the
/// library's default; the groups in this folder translate the other values.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/commands.h"
#include "cli/terminal/progress.h"
#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/politeness_options.h"
#include "gfetch/crawl/seed_input.h"
#include "gfetch/crawl/session_config.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/http/http_client.h"
#include "gfetch/http/upload_file.h"
#include "gfetch/report/write_out.h"
#include "gfetch/web/proxy_rules.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

enum class Action { kRun, kShortHelp, kFullHelp, kVersion, kGenerate };
enum class Rendering { kMan, kBash, kZsh, kFish };
enum class Mode { kAsync, kSync };
enum class Verbosity { kNormal, kQuiet, kVerbose };
enum class ColorChoice { kAuto, kAlways, kNever };
/// The formats of records and of a check's findings; some serve for both.
enum class OutputFormat { kText, kJsonl, kJson, kCsv, kTsv, kJunit, kMarkdown };

/// The limits of an exchange's phases when no option changes them.
inline constexpr http::ExchangeLimits kDefaultLimits{
    .dns = std::chrono::seconds(5),
    .connect = std::chrono::seconds(10),
    .idle = std::chrono::seconds(20)};

struct Options {
  Command command = Command::kFetch;
  Action action = Action::kRun;
  Rendering generate = Rendering::kMan;

  std::vector<std::string> urls;
  std::vector<std::string> inputs;
  crawl::SeedReaderOptions seeds;

  Mode mode = Mode::kAsync;
  std::size_t workers = crawl::SessionConfig().workers;
  TimeLimit deadline;
  crawl::FailureLimit max_failures;
  bool fail_early = false;
  crawl::CrawlRules crawl;
  crawl::PolitenessOptions politeness;
  crawl::VisitorOptions visitor;
  http::ExchangeLimits limits = kDefaultLimits;

  std::string method;  ///< empty: POST with a body, else GET
  std::vector<http::Header> headers;
  bool header_everywhere = false;
  std::optional<std::string> data;
  std::shared_ptr<const http::UploadFile>
      data_file;  ///< instead of data, or null
  std::optional<std::string> user_agent;
  std::string user;  ///< `NAME:PASSWORD`, or empty
  std::string bearer;
  /// A netrc file, or empty: the default one; absent: none is read.
  std::optional<std::string> netrc;
  bool head = false;
  std::string referer;
  std::string range;  ///< `0-499`, or empty

  std::string hsts;        ///< the file of HSTS hosts; or empty
  std::string cookie_jar;  ///< the file that cookies are written to; or empty

  http::HttpClientOptions http;
  std::string certificate_file;  ///< PEM; or empty
  std::string key_file;          ///< PEM; empty: in certificate_file
  /// The value of --proxy; null inside: no proxy; absent: the environment's.
  std::optional<std::shared_ptr<const http::Proxy>> proxy;
  std::optional<web::NoProxy> noproxy;  ///< absent: the environment's

  OutputFormat format = OutputFormat::kText;
  report::FieldList fields;  ///< empty: all
  std::optional<report::WriteOut> write_out;
  std::string output;      ///< empty: stdout
  std::string output_dir;  ///< the folder of bodies; empty: none are saved
  bool convert_links = false;
  bool anchors = true;  ///< check also finds fragments without a target
  std::optional<bool> summary;
  Verbosity verbosity = Verbosity::kNormal;
  ColorChoice color = ColorChoice::kAuto;
  ProgressStyle progress = ProgressStyle::kAuto;

  std::uint64_t runs = 1;
  bool dry_run = false;
  std::string config;  ///< the file that was read; empty: none

  /// The source of each option's value, by the option's name: `-i`,
  /// `GFETCH_INPUT`, `config.toml:3: input`.
  std::map<std::string_view, std::string> spellings;
};

/// The defaults of `command`. A crawl sends a host fewer requests at a time
/// than a list does, as its user names no URL of that host but the seeds.
Options defaults_of(Command command);

}  // namespace gfetch
