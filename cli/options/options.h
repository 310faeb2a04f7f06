#pragma once
/// What the user asked for, as values: the command line, the GFETCH_* variables
/// and the configuration file, read and checked, but nothing opened yet. What a
/// library has a struct for is kept in that struct, with its defaults; plan.h
/// makes the rest of it.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/values.h"
#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/crawler.h"
#include "gfetch/crawl/politeness.h"
#include "gfetch/crawl/seed_reader.h"
#include "gfetch/crawl/visitor.h"
#include "gfetch/http/http_client.h"
#include "gfetch/http/upload_file.h"
#include "gfetch/net/result.h"
#include "gfetch/report/write_out.h"
#include "gfetch/web/proxy_rules.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

enum class Command { kFetch, kCrawl, kCheck, kCompare };
enum class Action { kRun, kShortHelp, kFullHelp, kVersion, kGenerate };
enum class Rendering { kMan, kBash, kZsh, kFish };
enum class Mode { kAsync, kSync };
enum class Verbosity { kNormal, kQuiet, kVerbose };
enum class ColorChoice { kAuto, kAlways, kNever };
enum class ProgressStyle { kAuto, kBar, kPlain, kJson, kNone };
/// Of records and of a check's findings; some are forms of both.
enum class OutputFormat { kText, kJsonl, kJson, kCsv, kTsv, kJunit, kMarkdown };

/// How long a phase of an exchange may take unless told otherwise.
inline constexpr http::ExchangeLimits kUsualLimits{
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
  crawl::CrawlerOptions crawler;
  crawl::CrawlRules crawl;
  crawl::PolitenessOptions politeness;
  crawl::VisitorOptions visitor;
  http::ExchangeLimits limits = kUsualLimits;

  std::string method;  ///< empty: what the body asks for
  std::vector<http::Header> headers;
  bool header_everywhere = false;
  std::optional<std::string> data;
  std::shared_ptr<const http::UploadFile>
      data_file;  ///< in its place; null: none
  std::optional<std::string> user_agent;
  std::string user;  ///< `NAME:PASSWORD`, or empty
  std::string bearer;
  /// A netrc file, or empty: the usual one; absent: none is read.
  std::optional<std::string> netrc;
  bool head = false;
  std::string referer;
  std::string range;  ///< `0-499`, or empty

  std::string hsts;        ///< a file of hosts to be asked over https; or empty
  std::string cookie_jar;  ///< where the cookies go at the end; or empty

  http::HttpClientOptions http;
  std::string certificate_file;  ///< PEM; or empty
  std::string key_file;          ///< PEM; empty: in certificate_file
  /// From --proxy; null inside: none at all; absent: the environment's.
  std::optional<std::shared_ptr<const http::Proxy>> proxy;
  std::optional<web::NoProxy> noproxy;  ///< absent: the environment's

  OutputFormat format = OutputFormat::kText;
  report::FieldList fields;  ///< empty: all
  std::optional<report::WriteOut> write_out;
  std::string output;      ///< empty: stdout
  std::string output_dir;  ///< for bodies; empty: they are not saved
  bool convert_links = false;
  bool anchors = true;  ///< a check looks for what fragments name
  std::optional<bool> summary;
  Verbosity verbosity = Verbosity::kNormal;
  ColorChoice color = ColorChoice::kAuto;
  ProgressStyle progress = ProgressStyle::kAuto;

  std::uint64_t runs = 1;
  bool dry_run = false;
  std::string config;  ///< the file that was read; empty: none

  /// Where each option's value comes from, by its name: `-i`, `GFETCH_INPUT`,
  /// `config.toml:3: input`.
  std::map<std::string_view, std::string> spellings;
};

/// `crawl`, of Command::kCrawl.
/// Never blocks.
std::string_view name_of(Command command);

/// Whether `command` follows links.
/// Never blocks.
constexpr bool crawls(Command command) {
  return command == Command::kCrawl || command == Command::kCheck;
}

/// What `command` begins with: who follows links is gentler with a host than
/// who brings a list of it.
/// Never blocks.
Options defaults_of(Command command);

/// The value of an environment variable, or nullptr: std::getenv, or a test's.
using Environment = std::function<const char*(const char* name)>;

/// Reads `arguments` (without the program's name), the GFETCH_* variables of
/// `environment`, the configuration file, and http_proxy and its like; each
/// wins over those that come after it. The error is one sentence that names
/// the option.
/// Never blocks, but for the files that are named.
Result<Options, UsageError> parse_options(
    std::span<const char* const> arguments, const Environment& environment);

}  // namespace gfetch
