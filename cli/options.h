#pragma once
/// What the user asked for, as values: the command line and the GFETCH_*
/// variables, read and checked, but nothing opened yet. plan.h turns it into
/// what the libraries work with.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/values.h"
#include "gfetch/engine/clock.h"
#include "gfetch/engine/http.h"
#include "gfetch/engine/result.h"

namespace gfetch {

enum class Command { kFetch, kCompare };
enum class Action { kRun, kShortHelp, kFullHelp, kVersion, kGenerate };
enum class Mode { kAsync, kSync };
enum class ProgressStyle { kAuto, kBar, kPlain, kJson, kNone };
enum class ColorChoice { kAuto, kAlways, kNever };
enum class Format { kText, kJsonl, kJson, kCsv, kTsv };
enum class PrivateAddresses { kAuto, kAllow, kDeny };
enum class HttpChoice { kAny, k1_1, k2 };
enum class Verbosity { kNormal, kQuiet, kVerbose };
enum class Rendering { kMan, kBash, kZsh, kFish };

struct Options {
  Command command = Command::kFetch;
  Action action = Action::kRun;
  Rendering generate = Rendering::kMan;

  std::vector<std::string> urls;
  std::vector<std::string> inputs;
  bool expand = false;

  Mode mode = Mode::kAsync;
  std::uint64_t concurrency = 64;
  std::uint64_t host_concurrency = 8;
  Duration delay{0};
  std::optional<double> rate;
  std::optional<double> host_rate;

  Duration max_time = std::chrono::seconds(60);
  Duration dns_timeout = std::chrono::seconds(5);
  Duration connect_timeout = std::chrono::seconds(10);
  Duration idle_timeout = std::chrono::seconds(20);
  std::optional<Duration> deadline;

  std::string method;
  std::vector<Header> headers;
  bool header_everywhere = false;
  std::optional<std::string> data;
  std::optional<std::string> user_agent;
  std::string user;
  std::string bearer;
  bool head = false;
  std::string referer;

  bool insecure = false;
  std::string ca_file;
  std::vector<ResolveEntry> resolve;
  std::vector<std::string> dns_servers;
  HttpChoice http = HttpChoice::kAny;
  AddressFamily family = AddressFamily::kAny;
  PrivateAddresses private_addresses = PrivateAddresses::kAuto;

  bool location = true;
  std::uint64_t max_redirects = 10;
  bool compressed = true;
  std::uint64_t max_filesize = 64 << 20;

  Format format = Format::kText;
  std::string write_out;
  std::string output;
  std::vector<std::string> fields;
  std::optional<bool> summary;
  Verbosity verbosity = Verbosity::kNormal;
  ColorChoice color = ColorChoice::kAuto;
  ProgressStyle progress = ProgressStyle::kAuto;

  std::vector<StatusRange> accept = {{0, 399}};
  std::vector<StatusRange> fail_on;
  std::optional<FailureLimit> max_failures;
  bool fail_early = false;

  std::uint64_t runs = 1;
  bool dry_run = false;
};

/// What is wrong with the command line: one sentence that names the option.
struct UsageError {
  std::string message;
};

/// The value of an environment variable, or nullptr: std::getenv, or a test's.
using Environment = std::function<const char*(const char* name)>;

/// Reads `arguments` (without the program's name) and the GFETCH_* variables
/// of `environment`; arguments win over variables.
/// Never blocks, but for `-H @FILE` and `-d @FILE`, which read that file.
Result<Options, UsageError> parse_options(
    std::span<const char* const> arguments, const Environment& environment);

}  // namespace gfetch
