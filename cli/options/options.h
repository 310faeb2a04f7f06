#pragma once
/// The values of all options, parsed and checked. No file is open yet. A value
/// that belongs to a library's struct is stored in that struct, with the
/// library's default. The groups in this folder translate all other values.

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
/// The output formats of records and of link-check findings. Some formats serve
/// for both.
enum class OutputFormat { kText, kJsonl, kJson, kCsv, kTsv, kJunit, kMarkdown };

/// The default time limits for the phases of an exchange.
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

  std::string method;  ///< empty: POST if there is a body, else GET
  std::vector<http::Header> headers;
  bool header_everywhere = false;
  std::optional<std::string> data;
  /// The body as a file instead of `data`; or null.
  std::shared_ptr<const http::UploadFile> data_file;
  std::optional<std::string> user_agent;
  std::string user;  ///< the login `NAME:PASSWORD`; or empty
  std::string bearer;
  /// The path of the netrc file; empty: the default file; absent: no netrc file
  /// is read.
  std::optional<std::string> netrc;
  bool head = false;
  std::string referer;
  std::string range;  ///< the requested byte range, `0-499`; or empty

  std::string hsts;        ///< the file of HSTS hosts; or empty
  std::string cookie_jar;  ///< the file to write cookies to; or empty

  http::HttpClientOptions http;
  std::string certificate_file;  ///< the client certificate in PEM; or empty
  std::string key_file;          ///< the PEM key; empty: in certificate_file
  /// The proxy of --proxy; a null pointer: no proxy; absent: the proxies of the
  /// environment.
  std::optional<std::shared_ptr<const http::Proxy>> proxy;
  std::optional<web::NoProxy> noproxy;  ///< absent: no_proxy of the environment

  OutputFormat format = OutputFormat::kText;
  report::FieldList fields;  ///< the fields of records; empty: all fields
  std::optional<report::WriteOut> write_out;
  std::string output;      ///< the output file; empty: stdout
  std::string output_dir;  ///< the folder for bodies; empty: not saved
  bool convert_links = false;
  bool anchors = true;  ///< whether a check also checks fragments
  std::optional<bool> summary;
  Verbosity verbosity = Verbosity::kNormal;
  ColorChoice color = ColorChoice::kAuto;
  ProgressStyle progress = ProgressStyle::kAuto;

  std::uint64_t runs = 1;
  bool dry_run = false;
  std::string config;  ///< the configuration file; empty: none

  /// The source of each option's value, by the option's name: `-i`,
  /// `GFETCH_INPUT` or `config.toml:3: input`.
  std::map<std::string_view, std::string> spellings;
};

/// Returns the default options of `command`. A crawl sends fewer concurrent
/// requests to a host than a list, because its user named only the seeds.
Options defaults_of(Command command);

}  // namespace gfetch
