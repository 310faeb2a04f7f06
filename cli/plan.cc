#include "cli/plan.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "cli/file.h"
#include "cli/trace.h"
#include "cli/version.h"
#include "gfetch/crawler/netrc.h"

namespace gfetch {
namespace {

/// Descriptors that are not connections: the standard ones, the loop's, DNS
/// sockets, inputs and outputs.
constexpr std::uint64_t kOtherDescriptors = 24;
constexpr std::uint64_t kFewestConnections = 4;

/// More than these are too many to hold for a comparison.
constexpr std::size_t kMostHeldLines = 1'000'000;

bool sends_data(const Options& options) {
  return options.data || options.data_file;
}

/// The method that the options come to.
std::string method_of(const Options& options) {
  if (!options.method.empty()) return options.method;
  if (options.head) return "HEAD";
  return sends_data(options) ? "POST" : "GET";
}

bool given(const std::vector<Header>& headers, std::string_view name) {
  return find_header(headers, name) != nullptr;
}

/// A part of a coded body cannot be decoded.
bool wants_plain_bytes(const Options& options) {
  return !options.range.empty() || options.visitor.bodies.resumes;
}

std::vector<ScopedHeader> headers_of(const Options& options) {
  std::vector<ScopedHeader> headers;
  const HeaderScope scope =
      options.header_everywhere ? HeaderScope::kEverywhere : HeaderScope::kHome;
  for (const Header& header : options.headers) {
    headers.push_back({header, scope});
  }
  const auto add = [&](const char* name, std::string value, HeaderScope where) {
    if (value.empty() || given(options.headers, name)) return;
    headers.push_back({{name, std::move(value)}, where});
  };
  const auto add_own = [&](const char* name, std::string value) {
    add(name, std::move(value), HeaderScope::kEverywhere);
  };
  add("Referer", options.referer, scope);
  if (!options.range.empty()) add_own("Range", "bytes=" + options.range);
  if (wants_plain_bytes(options)) add_own("Accept-Encoding", "identity");
  if (sends_data(options)) {
    add_own("Content-Type", "application/x-www-form-urlencoded");
  }
  return headers;
}

RequestTemplate request_of(const Options& options) {
  RequestTemplate request = options.visitor.request;
  request.method = method_of(options);
  request.headers = headers_of(options);
  if (options.data) {
    request.body = std::make_shared<const std::string>(*options.data);
  }
  request.body_file = options.data_file;
  request.user_agent =
      options.user_agent.value_or(fmt::format("gfetch/{}", version()));
  if (!options.bearer.empty()) {
    request.authorization = "Bearer " + options.bearer;
  }
  request.limits = options.limits;
  return request;
}

/// Of `NAME:PASSWORD`; a name has no colon.
std::optional<Login> login_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t colon = text.find(':');
  return Login{text.substr(0, colon), text.substr(colon + 1)};
}

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
  return plan.format != Format::kText &&
         std::ranges::any_of(plan.fields, [name](const Field* field) {
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

bool coloured(ColorChoice choice, bool is_terminal, const Surroundings& where) {
  if (choice == ColorChoice::kAuto) return is_terminal && where.colours_wanted;
  return choice == ColorChoice::kAlways;
}

Colour colour_if(bool on) {
  return on ? Colour::kOn : Colour::kOff;
}

/// A bar would be drawn between the records of the same terminal: there auto
/// leaves it to the records to show the progress.
ProgressStyle progress_of(const Options& options, const Surroundings& where) {
  if (options.progress != ProgressStyle::kAuto) return options.progress;
  const bool records_show = where.stdout_is_terminal && options.output.empty();
  const bool bar = where.stderr_is_terminal && where.can_redraw &&
                   !records_show && options.verbosity == Verbosity::kNormal;
  return bar ? ProgressStyle::kBar : ProgressStyle::kNone;
}

using Spellings = std::map<std::string_view, std::string>;

/// `-i: cannot read "x"`, of an option by whatever name it was given.
UsageError about(std::string_view option, const Spellings& spellings,
                 const Error& error) {
  const auto given = spellings.find(option);
  return UsageError{fmt::format(
      "{}: {}",
      given == spellings.end() ? fmt::format("--{}", option) : given->second,
      error.message)};
}

Error in_file(const std::string& path, const Error& error) {
  return {error.kind, fmt::format("{}: {}", in_quotes(path), error.message)};
}

Result<void, UsageError> open_inputs(const std::vector<std::string>& names,
                                     const Spellings& spellings, Plan& plan) {
  if (!plan.urls.empty()) {
    plan.inputs.push_back(SeedInput::arguments(plan.urls));
  }
  for (const std::string& name : names) {
    if (name == "-") {
      plan.inputs.push_back(SeedInput::stdin_stream());
      continue;
    }
    Result<SeedInput> input = SeedInput::file(name);
    if (!input) return about("input", spellings, input.error());
    plan.inputs.push_back(std::move(*input));
  }
  return {};
}

Result<void, UsageError> hold_inputs(const std::vector<std::string>& names,
                                     const Spellings& spellings, Plan& plan) {
  std::size_t lines = 0;
  for (const std::string& name : names) {
    Result<std::string> text = read_file(name);
    if (!text) return about("input", spellings, text.error());
    lines +=
        static_cast<std::size_t>(std::count(text->begin(), text->end(), '\n'));
    if (lines > kMostHeldLines) {
      return UsageError{
          fmt::format("--input: more than {} lines are too many to compare",
                      kMostHeldLines)};
    }
    plan.held.push_back({name == "-" ? "stdin" : name, std::move(*text)});
  }
  return {};
}

/// libcurl would find out with the first URL.
Result<void, UsageError> check_files(const HttpClientOptions& http,
                                     const Spellings& spellings) {
  const std::pair<std::string_view, const std::string&> files[] = {
      {"cacert", http.ca_file},
      {"crlfile", http.crl_file},
      {"cert", http.certificate_file},
      {"key", http.key_file}};
  for (const auto& [option, file] : files) {
    if (file.empty()) continue;
    const Result<std::string> text = read_file(file);
    if (!text) return about(option, spellings, text.error());
  }
  return {};
}

/// The logins of the netrc file `path`, or of the usual one.
Result<std::shared_ptr<const Netrc>> read_netrc(const std::string& path,
                                                const Surroundings& where) {
  const std::string& file = path.empty() ? where.netrc : path;
  const Result<std::string> text = read_file(file);
  if (!text) return text.error();
  Result<Netrc> netrc = Netrc::parse(*text);
  if (netrc) return std::make_shared<const Netrc>(*std::move(netrc));
  return in_file(file, netrc.error());
}

/// The hosts of the file `path`, which need not be there yet.
Result<std::shared_ptr<Hsts>> read_hsts(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return std::make_shared<Hsts>();
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  Result<Hsts> hsts = Hsts::parse(*text);
  if (hsts) return std::make_shared<Hsts>(*std::move(hsts));
  return in_file(path, hsts.error());
}

/// Reads what visits are to know beforehand.
Result<void, UsageError> read_knowledge(const Options& options,
                                        const Surroundings& where, Plan& plan) {
  if (options.netrc) {
    auto netrc = read_netrc(*options.netrc, where);
    if (!netrc) return about("netrc", options.spellings, netrc.error());
    plan.visitor.logins.netrc = *std::move(netrc);
  }
  if (!options.hsts.empty()) {
    auto hsts = read_hsts(options.hsts);
    if (!hsts) return about("hsts", options.spellings, hsts.error());
    plan.visitor.hsts = *std::move(hsts);
    plan.visitor.learns_hsts = plan.http.verify_tls;
    plan.hsts = options.hsts;
  }
  return {};
}

std::string proxy_text(const ProxyRules& rules) {
  const auto text = [](const std::shared_ptr<const Proxy>& proxy) {
    return proxy ? shown(*proxy) : "none";
  };
  if (rules.http == rules.https) return text(rules.http);
  return fmt::format("{} for http, {} for https", text(rules.http),
                     text(rules.https));
}

std::string rate_text(const std::optional<Rate>& rate) {
  if (!rate) return "any";
  return fmt::format("{} in {}", rate->count, text_of(rate->per));
}

/// Of records; a check writes findings instead.
Format record_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return Format::kJsonl;
    case OutputFormat::kJson:
      return Format::kJson;
    case OutputFormat::kCsv:
      return Format::kCsv;
    case OutputFormat::kTsv:
      return Format::kTsv;
    default:
      return Format::kText;
  }
}

CheckFormat check_format(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return CheckFormat::kJsonl;
    case OutputFormat::kJson:
      return CheckFormat::kJson;
    case OutputFormat::kJunit:
      return CheckFormat::kJunit;
    case OutputFormat::kMarkdown:
      return CheckFormat::kMarkdown;
    default:
      return CheckFormat::kText;
  }
}

std::string_view format_text(const Plan& plan) {
  if (plan.write_out) return "by --write-out";
  const bool checks = plan.command == Command::kCheck;
  return checks ? name_of(plan.check_format)
                : format_names()[static_cast<std::size_t>(plan.format)];
}

std::string_view scope_text(ScopeRange scope) {
  switch (scope) {
    case ScopeRange::kPage:
      return "the page alone";
    case ScopeRange::kPrefix:
      return "the folder of each URL";
    case ScopeRange::kHost:
      return "the host of each URL";
    case ScopeRange::kDomain:
      return "the domain of each URL";
    case ScopeRange::kAny:
      return "any";
  }
  return {};
}

std::string_view robots_text(RobotsPolicy robots) {
  switch (robots) {
    case RobotsPolicy::kObey:
      return "obeyed";
    case RobotsPolicy::kIgnore:
      return "ignored";
    case RobotsPolicy::kReport:
      return "reported";
  }
  return {};
}

std::string pages_text(const CrawlRules& rules) {
  std::string out;
  const auto budget = [&out](const std::optional<std::uint64_t>& pages,
                             std::string_view of_what) {
    if (!pages) return;
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", *pages, of_what);
  };
  budget(rules.max_pages, " in all");
  budget(rules.max_pages_per_host, " of a host");
  budget(rules.max_pages_per_domain, " of a domain");
  return out.empty() ? "any number" : out;
}

using Line = std::function<void(std::string_view name, std::string_view value)>;

void append_crawl(const Line& line, const Plan& plan) {
  const CrawlRules& rules = plan.crawl;
  line("depth", fmt::format("{}", rules.depth));
  line("scope", scope_text(rules.scope));
  for (const std::string& one : rules.include) line("include", one);
  for (const std::string& one : rules.exclude) line("exclude", one);
  line("pages", pages_text(rules));
  line("robots.txt", robots_text(rules.robots));
  line("assets", rules.assets ? "fetched" : "left out");
  line("sitemaps", rules.sitemaps ? "read" : "not read");
  if (plan.command != Command::kCheck) return;
  line("external links", rules.check_external ? "asked for" : "left out");
  line("anchors", plan.anchors ? "looked for" : "not looked for");
}

std::string limit_text(const TimeLimit& limit) {
  return limit ? text_of(*limit) : "none";
}

/// What becomes of what was fetched, and how it is told.
void plan_reports(Options& options, const Surroundings& where, Plan& plan) {
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
  const bool to_terminal = where.stdout_is_terminal && plan.output == "-";
  plan.colour = colour_if(coloured(options.color, to_terminal, where));
  plan.summary_colour =
      colour_if(coloured(options.color, where.stderr_is_terminal, where));
  plan.summary =
      options.summary.value_or(options.verbosity != Verbosity::kQuiet);
  plan.verbose = options.verbosity == Verbosity::kVerbose;
  plan.progress = progress_of(options, where);
  plan.runs = options.runs;
}

/// The lists to be read; with no URL at all, stdin is one.
Result<std::vector<std::string>, UsageError> inputs_of(
    Options& options, const Surroundings& where, const Plan& plan) {
  std::vector<std::string> inputs = std::move(options.inputs);
  if (!inputs.empty() || !plan.urls.empty()) return inputs;
  if (where.stdin_is_terminal || crawls(plan.command)) {
    return UsageError{
        fmt::format("nothing to {}: name a URL, or a list by --input FILE "
                    "(gfetch -h says more)",
                    crawls(plan.command) ? name_of(plan.command) : "fetch")};
  }
  inputs.emplace_back("-");
  return inputs;
}

}  // namespace

Surroundings surroundings() {
  Surroundings where;
  where.stdin_is_terminal = isatty(STDIN_FILENO) == 1;
  where.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  where.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  const char* const no_color = std::getenv("NO_COLOR");
  where.colours_wanted = no_color == nullptr || *no_color == '\0';
  const char* const term = std::getenv("TERM");
  where.can_redraw = term == nullptr || std::string_view(term) != "dumb";
  const char* const netrc = std::getenv("NETRC");
  const char* const home = std::getenv("HOME");
  if (netrc != nullptr && *netrc != '\0') {
    where.netrc = netrc;
  } else if (home != nullptr) {
    where.netrc = std::string(home) + "/.netrc";
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    const rlimit most{files.rlim_max, files.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &most) == 0) files = most;
    where.descriptors = files.rlim_cur;
  }
  return where;
}

Result<Plan, UsageError> make_plan(Options options, const Surroundings& where) {
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
  plan.visitor.logins.login = login_of(options.user);
  plan.http = std::move(options.http);
  plan.cookie_jar = std::move(options.cookie_jar);
  fit_to_descriptors(plan, where.descriptors);
  plan.http.receive_bytes = receive_bytes(plan.crawler.workers);
  plan_reports(options, where, plan);

  auto inputs = inputs_of(options, where, plan);
  if (!inputs) return std::move(inputs).error();
  if (auto readable = check_files(plan.http, options.spellings); !readable) {
    return readable.error();
  }
  if (auto read = read_knowledge(options, where, plan); !read) {
    return read.error();
  }
  const auto opened = plan.command == Command::kCompare
                          ? hold_inputs(*inputs, options.spellings, plan)
                          : open_inputs(*inputs, options.spellings, plan);
  if (!opened) return opened.error();
  return plan;
}

std::string plan_text(const Plan& plan) {
  std::string out;
  const Line line = [&out](std::string_view name, std::string_view value) {
    out += fmt::format("{:<18}{}\n", name, printable(value));
  };
  const bool compares = plan.command == Command::kCompare;
  const bool one_at_a_time = !compares && plan.mode == Mode::kSync;
  const PolitenessOptions& politeness = plan.frontier.politeness;
  line("command", name_of(plan.command));
  line("settings", plan.config.empty() ? "none" : plan.config);
  line("URLs", fmt::format("{} as arguments, {} lists", plan.urls.size(),
                           plan.inputs.size() + plan.held.size() -
                               (compares || plan.urls.empty() ? 0 : 1)));
  line("at a time",
       one_at_a_time ? "1"
                     : fmt::format("{}, {}{} to one host", plan.crawler.workers,
                                   politeness.adaptive ? "up to " : "",
                                   politeness.host_concurrency));
  line("delay", text_of(politeness.delay));
  line("rate", rate_text(politeness.rate));
  line("host rate", rate_text(politeness.host_rate));
  if (plan.visitor.bytes_per_second > 0) {
    line("bodies", size_text(plan.visitor.bytes_per_second) + " a second");
  }
  line("request", plan.visitor.request.method);
  for (const ScopedHeader& header : plan.visitor.request.headers) {
    line("header", shown_header(header.header));
  }
  if (!plan.visitor.request.authorization.empty() ||
      plan.visitor.logins.login) {
    line("header", shown_header({"Authorization", ""}));
  }
  const ExchangeLimits& limits = plan.visitor.request.limits;
  line("time for a URL", limit_text(plan.visitor.max_time));
  line("time for DNS", limit_text(limits.dns));
  line("time to connect", limit_text(limits.connect));
  line("time without byte", limit_text(limits.idle));
  line("time for all", limit_text(plan.crawler.deadline));
  line("retries", fmt::format("{}", plan.visitor.retry.max_retries));
  line("redirects", plan.visitor.follow_redirects
                        ? fmt::format("{}", plan.visitor.redirects.max_hops)
                        : "not followed");
  line("largest body", plan.visitor.max_body_bytes == 0
                           ? "any"
                           : size_text(plan.visitor.max_body_bytes));
  line("bodies", plan.output_dir.empty() ? "not saved" : plan.output_dir);
  line("proxy", proxy_text(plan.visitor.proxies));
  line("TLS", plan.http.verify_tls ? "verified" : "not verified");
  if (crawls(plan.command)) append_crawl(line, plan);
  line("format", format_text(plan));
  line("output", plan.output == "-" ? "stdout" : plan.output);
  return out;
}

}  // namespace gfetch
