#include "cli/options/option_table.h"

#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <utility>

#include "cli/file.h"
#include "gfetch/crawl/url_pattern.h"

namespace gfetch {
namespace {

using Setter = std::function<std::optional<UsageError>(std::string_view)>;

/// A setter that stores into `target` what `parse` makes of the value.
template <class Target, class Parse>
Setter store(Target& target, Parse parse) {
  return [&target, parse](std::string_view text) -> std::optional<UsageError> {
    auto value = parse(text);
    if (!value) return value.error();
    target = std::move(*value);
    return std::nullopt;
  };
}

/// As store, but every value of a repeated option is kept.
template <class Target, class Parse>
Setter append(std::vector<Target>& target, Parse parse) {
  return [&target, parse](std::string_view text) -> std::optional<UsageError> {
    auto value = parse(text);
    if (!value) return value.error();
    target.push_back(std::move(*value));
    return std::nullopt;
  };
}

/// A library's parser, whose error is an Error, as one of ours.
template <class T>
auto from(Result<T> (*parse)(std::string_view)) {
  return [parse](std::string_view text) -> Parsed<T> {
    Result<T> value = parse(text);
    if (!value) return UsageError{value.error().message};
    return std::move(*value);
  };
}

/// A setter for a flag: what `true` and what `false` stores.
template <class T>
Setter flag(T& target, T when_true, T when_false) {
  return [=, &target](std::string_view text) -> std::optional<UsageError> {
    const Parsed<bool> value = parse_bool(text);
    if (!value) return value.error();
    target = *value ? when_true : when_false;
    return std::nullopt;
  };
}

Setter flag(bool& target) {
  return flag(target, true, false);
}

/// A parser for whole numbers that fit into Int.
template <class Int>
auto count(std::uint64_t least, std::uint64_t most) {
  return [=](std::string_view text) -> Parsed<Int> {
    const Parsed<std::uint64_t> value = parse_count(text, least, most);
    if (!value) return value.error();
    return static_cast<Int>(*value);
  };
}

/// A time in which 0 stands for no limit.
Parsed<TimeLimit> parse_limit(std::string_view text) {
  const Parsed<Duration> value = parse_duration(text);
  if (!value) return value.error();
  if (value->count() == 0) return TimeLimit();
  return TimeLimit(*value);
}

/// Everything is a success but the statuses that `text` lists.
Parsed<crawl::AcceptSet> parse_fail_on(std::string_view text) {
  constexpr int kFirstStatus = 100;
  constexpr int kLastStatus = 999;
  const Result<crawl::AcceptSet> failures = crawl::AcceptSet::parse(text);
  if (!failures) return UsageError{failures.error().message};
  std::vector<crawl::AcceptSet::Range> rest;
  for (int code = kFirstStatus; code <= kLastStatus; ++code) {
    if (!failures->contains(code)) rest.push_back({code, code});
  }
  return crawl::AcceptSet(std::move(rest));
}

/// The words an enumeration is given by on the command line.
template <class T, std::size_t n>
using Words = std::array<std::pair<std::string_view, T>, n>;

template <class T, std::size_t n>
std::vector<std::string_view> keys(const Words<T, n>& words) {
  std::vector<std::string_view> out;
  for (const auto& [word, value] : words) out.push_back(word);
  return out;
}

template <class T, std::size_t n>
std::string word_for(const Words<T, n>& words, T value) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) return std::string(word);
  }
  return {};
}

template <class T, std::size_t n>
auto one_of(const Words<T, n>& words) {
  return [words](std::string_view text) -> Parsed<T> {
    for (const auto& [word, value] : words) {
      if (word == text) return value;
    }
    const std::vector<std::string_view> known = keys(words);
    return unknown_name("value", text, known);
  };
}

constexpr Words<Mode, 2> kModes{
    {{"async", Mode::kAsync}, {"sync", Mode::kSync}}};
constexpr Words<OutputFormat, 7> kFormats{
    {{"text", OutputFormat::kText},
     {"jsonl", OutputFormat::kJsonl},
     {"json", OutputFormat::kJson},
     {"csv", OutputFormat::kCsv},
     {"tsv", OutputFormat::kTsv},
     {"junit", OutputFormat::kJunit},
     {"markdown", OutputFormat::kMarkdown}}};
constexpr Words<crawl::ScopeRange, 5> kScopes{
    {{"page", crawl::ScopeRange::kPage},
     {"prefix", crawl::ScopeRange::kPrefix},
     {"host", crawl::ScopeRange::kHost},
     {"domain", crawl::ScopeRange::kDomain},
     {"any", crawl::ScopeRange::kAny}}};
constexpr Words<crawl::RobotsPolicy, 3> kRobots{
    {{"obey", crawl::RobotsPolicy::kObey},
     {"ignore", crawl::RobotsPolicy::kIgnore},
     {"report", crawl::RobotsPolicy::kReport}}};
constexpr Words<ColorChoice, 3> kColors{{{"auto", ColorChoice::kAuto},
                                         {"always", ColorChoice::kAlways},
                                         {"never", ColorChoice::kNever}}};
constexpr Words<ProgressStyle, 5> kProgress{{{"auto", ProgressStyle::kAuto},
                                             {"bar", ProgressStyle::kBar},
                                             {"plain", ProgressStyle::kPlain},
                                             {"json", ProgressStyle::kJson},
                                             {"none", ProgressStyle::kNone}}};
constexpr Words<crawl::PrivatePolicy, 3> kPrivate{
    {{"auto", crawl::PrivatePolicy::kAuto},
     {"allow", crawl::PrivatePolicy::kAllow},
     {"deny", crawl::PrivatePolicy::kDeny}}};
constexpr Words<crawl::BodyHash, 1> kHashes{
    {{"sha256", crawl::BodyHash::kSha256}}};
constexpr Words<Rendering, 4> kRenderings{{{"man", Rendering::kMan},
                                           {"bash", Rendering::kBash},
                                           {"zsh", Rendering::kZsh},
                                           {"fish", Rendering::kFish}}};

/// Collects the declarations; `add` gives back the last one for what is rare.
class Table {
 public:
  void group(std::string_view heading) { group_ = heading; }

  /// `names` is `-c, --concurrency` or `--summary/--no-summary`, `text` a
  /// summary line and then the detail.
  OptionSpec& add(std::string_view names, std::string_view metavar, Setter set,
                  std::string_view text) {
    OptionSpec& spec = specs_.emplace_back();
    if (names[1] != '-') {
      spec.letter = names[1];
      names.remove_prefix(std::string_view("-c, ").size());
    }
    const std::size_t slash = names.find('/');
    spec.name = names.substr(2, slash == names.npos ? slash : slash - 2);
    if (slash != names.npos) spec.negation = names.substr(slash + 3);
    spec.metavar = metavar;
    spec.group = group_;
    const std::size_t line = text.find('\n');
    spec.summary = text.substr(0, line);
    if (line != text.npos) spec.detail = text.substr(line + 1);
    spec.set = std::move(set);
    return spec;
  }

  OptionSpec& add_list(std::string_view names, std::string_view metavar,
                       Setter set, std::string_view text) {
    OptionSpec& spec = add(names, metavar, std::move(set), text);
    spec.repeatable = true;
    return spec;
  }

  template <class T, std::size_t n>
  OptionSpec& add_choice(std::string_view names, std::string_view metavar,
                         T& target, const Words<T, n>& words,
                         std::string_view text) {
    OptionSpec& spec = add(names, metavar, store(target, one_of(words)), text);
    spec.choices = keys(words);
    spec.default_text = word_for(words, target);
    return spec;
  }

  std::vector<OptionSpec> take() && { return std::move(specs_); }

 private:
  std::string_view group_;
  std::vector<OptionSpec> specs_;
};

constexpr std::uint64_t kMostAtOnce = 100000;
static_assert(crawl::FailureLimit::kSample == 20, "--max-failures tells it");
constexpr std::uint64_t kMany = std::numeric_limits<std::int32_t>::max();

/// The text of `@FILE`, or the value itself.
Parsed<std::string> text_or_file(std::string_view value) {
  if (!value.starts_with('@')) return std::string(value);
  Result<std::string> text = read_file(std::string(value.substr(1)));
  if (!text) return UsageError{text.error().message};
  return std::move(*text);
}

Parsed<report::WriteOut> parse_write_out(std::string_view value) {
  const Parsed<std::string> text = text_or_file(value);
  if (!text) return text.error();
  return report::WriteOut::parse(*text);
}

std::optional<UsageError> append_header(std::vector<http::Header>& headers,
                                        std::string_view line) {
  Parsed<http::Header> header = parse_header(line);
  if (!header) return header.error();
  headers.push_back(std::move(*header));
  return std::nullopt;
}

/// The next line of `text`, which begins after it from here on.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// One header, or with `@FILE` one on each line of the file.
Setter append_headers(std::vector<http::Header>& headers) {
  return [&headers](std::string_view value) -> std::optional<UsageError> {
    if (!value.starts_with('@')) return append_header(headers, value);
    const Parsed<std::string> text = text_or_file(value);
    if (!text) return text.error();
    for (std::string_view rest = *text; !rest.empty();) {
      const std::string_view line = take_line(rest);
      if (line.empty()) continue;
      if (auto problem = append_header(headers, line)) return problem;
    }
    return std::nullopt;
  };
}

/// A file too large to be held in memory for a whole run; null for anything
/// else, what cannot be opened included.
std::shared_ptr<const http::UploadFile> large_file(std::string_view value) {
  constexpr std::uint64_t kHeld = std::uint64_t{1} << 20;
  if (!value.starts_with('@') || value == "@-") return nullptr;
  auto file = http::UploadFile::open(std::string(value.substr(1)));
  return file && (*file)->size() > kHeld ? *std::move(file) : nullptr;
}

/// Repeated data are the fields of one form, as with curl.
Setter join_data(Options& options) {
  return [&options](std::string_view value) -> std::optional<UsageError> {
    auto file = large_file(value);
    if (options.data_file || (file && options.data)) {
      return UsageError{"a file of more than 1 MiB goes with no other data"};
    }
    if (file) {
      options.data_file = std::move(file);
      return std::nullopt;
    }
    Parsed<std::string> text = text_or_file(value);
    if (!text) return text.error();
    std::optional<std::string>& data = options.data;
    data = data ? *data + "&" + *text : std::move(*text);
    return std::nullopt;
  };
}

Parsed<std::string> parse_user(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  if (value && text.find(':') != text.npos) return value;
  // The value may hold a password: it is not repeated.
  return UsageError{"expected NAME:PASSWORD, without line breaks"};
}

Parsed<std::string> parse_bearer(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  const bool token = value && !value->empty() &&
                     value->find_first_of(" \t") == std::string::npos;
  if (token) return value;
  return UsageError{"expected a token without blanks and line breaks"};
}

/// A URL is cut down to what may be told; any other text stays.
Parsed<std::string> parse_referer(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  if (!value) return value;
  const Result<web::Url> url = parse_url(*value);
  const bool tells_too_much =
      url && url->is_http() && (url->has_credentials() || url->has_fragment());
  return tells_too_much ? url->request_url() : *value;
}

Parsed<std::string> parse_path(std::string_view text) {
  if (!text.empty()) return std::string(text);
  return UsageError{"wants the name of a file, not an empty one"};
}

/// `NAME=VALUE; …`, or a file in Netscape's format, or nothing: just a jar.
Setter take_cookies(Options& options) {
  return [&options](std::string_view text) -> std::optional<UsageError> {
    if (text.find('=') != text.npos) {
      const Parsed<std::string> field = parse_field_value(text);
      if (!field) return UsageError{"expected NAME=VALUE without line breaks"};
      std::string& cookies = options.visitor.cookies;
      cookies += (cookies.empty() ? "" : "; ") + *field;
      return std::nullopt;
    }
    auto& jar = options.visitor.jar;
    if (!jar) jar = std::make_shared<web::CookieJar>();
    if (text.empty()) return std::nullopt;
    const Result<std::string> file = read_file(std::string(text));
    if (!file) return UsageError{file.error().message};
    auto cookies = parse_netscape_cookies(*file);
    if (!cookies) return UsageError{cookies.error().message};
    const web::SystemTime now = std::chrono::system_clock::now();
    for (web::Cookie& cookie : *cookies) jar->add(std::move(cookie), now);
    return std::nullopt;
  };
}

/// An address, or the name of an interface.
Parsed<std::string> parse_interface(std::string_view text) {
  const std::string name(text);
  if (parse_address(text) || if_nametoindex(name.c_str()) != 0) return name;
  return expected("an address or a network interface of this machine", text);
}

/// A proxy, or none for an empty text. What it holds is not repeated.
Parsed<std::shared_ptr<const http::Proxy>> parse_proxy_option(
    std::string_view text) {
  if (text.empty()) return std::shared_ptr<const http::Proxy>();
  Result<http::Proxy> proxy = parse_proxy(text);
  if (!proxy) return UsageError{proxy.error().message};
  return std::make_shared<const http::Proxy>(*std::move(proxy));
}

/// `FILE`, or `FILE:PASSWORD`; a colon of the file's name is written `\:`.
Setter certificate(Options& options) {
  return [&options](std::string_view text) -> std::optional<UsageError> {
    std::string& file = options.certificate_file;
    file.clear();
    options.http.key_password.clear();
    while (!text.empty() && text.front() != ':') {
      if (text.starts_with("\\:")) text.remove_prefix(1);
      file += text.front();
      text.remove_prefix(1);
    }
    if (!text.empty()) options.http.key_password = text.substr(1);
    if (!file.empty()) return std::nullopt;
    return UsageError{"wants the name of a file, not an empty one"};
  };
}

void declare_input(Table& table, Options& options) {
  table.group("Input");
  table.add_list("-i, --input", "FILE", append(options.inputs, parse_path),
                 R"(Read URLs from FILE, one a line; - is stdin.
Blank lines and lines that begin with # are skipped. A line that begins with { is a JSON object with url and, if wanted, method, headers, body and id; a body is sent by POST unless there is a method, and one that is an object or an array as JSON. The input is streamed: it may be longer than memory. A line that is no URL becomes a failed record with its file and line number. Without URL and --input, stdin is read unless it is a terminal.)");
  table.add("--sitemap", "", flag(options.seeds.sitemaps),
            R"(Read each input as a sitemap.
In XML or one address a line, gzipped or not: its addresses are fetched, those of an index, too, which are sitemaps. An argument is a URL as ever; gfetch crawl --depth 1 follows a sitemap that is on a server.)");
  table.add("--expand", "", flag(options.seeds.expand),
            R"(Expand {a,b} and [1-100:2] in URLs.
As curl does: every combination becomes a URL of its own, and [08-11] keeps its leading zero.)");
}

void declare_concurrency(Table& table, Options& options) {
  table.group("Concurrency");
  table.add_choice("--mode", "MODE", options.mode, kModes,
                   R"(Fetch concurrently or one after the other.
async fetches up to --concurrency URLs at a time; sync fetches one, then the next. Nothing else differs.)");
  table
      .add("-c, --concurrency", "N",
           store(options.crawler.workers, count<std::size_t>(1, kMostAtOnce)),
           R"(Fetch at most N URLs at the same time.
Each of them is one fiber. When the system allows fewer open files than that needs, fewer are fetched at a time, with a warning.)")
      .default_text = std::to_string(options.crawler.workers);
  table
      .add("--host-concurrency", "N",
           store(options.politeness.host_concurrency,
                 count<int>(1, kMostAtOnce)),
           R"(Fetch at most N URLs of one host at the same time.
A slow host holds up only its own URLs. crawl and check begin with 2.)")
      .default_text = std::to_string(options.politeness.host_concurrency);
  table.add("--adaptive/--no-adaptive", "", flag(options.politeness.adaptive),
            R"(Ask a host by fewer that does not bear so many: the default.
--host-concurrency is where it begins. Half as many when the host answers 429 or 503 or lets a time run out, a few less when its answers become slow; one more after each round that went well. The summary names such hosts as eased.)");
  table
      .add("--delay", "TIME", store(options.politeness.delay, parse_duration),
           R"(Wait TIME between two requests to one host.
Counted from the start of one to the start of the next. crawl and check wait 0.1 unless told otherwise.)")
      .default_text = text_of(options.politeness.delay);
  table.add("--rate", "RATE", store(options.politeness.rate, from(parse_rate)),
            R"(Start at most RATE requests in the whole run.
Such as 10/s, 600/m or 100/h.)");
  table.add("--host-rate", "RATE",
            store(options.politeness.host_rate, from(parse_rate)),
            R"(Start at most RATE requests to any one host.
Such as 10/s, 600/m or 100/h.)");
  table.add("--limit-rate", "SIZE",
            store(options.visitor.bytes_per_second, parse_size),
            R"(Take at most SIZE of bodies a second in the whole run.
As they come over the wire, all transfers together. The time that this makes a URL wait does not count for --max-time. 0 means no limit.)");
}

void declare_time(Table& table, Options& options) {
  table.group("Time");
  const auto clock = [&](std::string_view names, TimeLimit& target,
                         std::string_view text) {
    table.add(names, "TIME", store(target, parse_limit), text).default_text =
        text_of(target.value_or(Duration(0)));
  };
  clock("-m, --max-time", options.visitor.max_time,
        R"(Give up a URL after TIME, hops and retries included.
The time a URL waits for its turn does not count. A bare number is seconds; 500ms, 2m and 1h work too. 0 means no limit, here and below.)");
  clock("--dns-timeout", options.limits.dns,
        "Give up a name's lookup after TIME.");
  clock("--connect-timeout", options.limits.connect,
        "Give up connecting, TLS included, after TIME.");
  clock("--idle-timeout", options.limits.idle,
        "Give up a transfer after TIME without a byte.");
  table.add("--deadline", "TIME",
            store(options.crawler.deadline, parse_duration),
            R"(End the whole run after TIME.
What finished is recorded, the rest is recorded as unfinished, and the exit code is 4.)");
}

void declare_retries(Table& table, Options& options) {
  crawl::RetryOptions& retry = options.visitor.retry;
  table.group("Retries");
  table
      .add("--retry", "N", store(retry.max_retries, count<int>(0, kMany)),
           R"(Try a URL at most N times more when it fails.
The waits between grow from one second, doubled each time, and are drawn at random up to that. Requests that may have been carried out are repeated only when that does no harm: GET, HEAD, PUT, DELETE and their like.)")
      .default_text = std::to_string(retry.max_retries);
  table
      .add("--retry-budget", "LIMIT",
           store(retry.budget, from(crawl::RetryLimit::parse)),
           R"(Retry no more than LIMIT times in the whole run.
A number, or a share of the URLs such as 20%, which counts after the first 1000 retries. It keeps a run from asking three times what no longer works at all.)")
      .default_text = "20%";
  table
      .add("--retry-on", "CLASSES", store(retry.on, from(parse_retry_on)),
           R"(Retry these failures and no others.
A list of dns, connect, tls, timeout, reset, 5xx and status codes.)")
      .default_text = "dns,connect,timeout,reset,429,502,503,504";
  table
      .add("--retry-max-delay", "TIME", store(retry.max_delay, parse_duration),
           R"(Wait at most TIME before a retry.
A server may ask for a time by Retry-After; its host is then left alone for as long, but no longer than TIME.)")
      .default_text = text_of(retry.max_delay);
}

void declare_request(Table& table, Options& options) {
  table.group("Request");
  table.add("-X, --request", "METHOD", store(options.method, parse_method),
            R"(Use METHOD instead of GET.
With --data the method is POST unless this option says otherwise.)");
  table.add_list("-H, --header", "HEADER", append_headers(options.headers),
                 R"(Send HEADER, such as "Accept: text/html".
It goes to the URL's own origin only, not to another that a redirect leads to. @FILE reads headers from the lines of FILE. "Name;" sends an empty field.)");
  table.add("--header-everywhere", "", flag(options.header_everywhere),
            R"(Send --header to other origins, too.
And --referer. Credentials from --user and --bearer still stay at home.)");
  table.add_list("-d, --data", "DATA", join_data(options),
                 R"(Send DATA as the body, by POST.
@FILE sends the bytes of FILE, @- those of stdin. A file of more than 1 MiB is read as it is sent, for each request anew; stdin is read whole before the first, for it may have to be sent again. Given more than once, the values are joined by &. The type is application/x-www-form-urlencoded unless --header gives another.)");
  table.add("-A, --user-agent", "NAME",
            store(options.user_agent, parse_field_value),
            R"(Call the client NAME.
An empty NAME sends no User-Agent.)");
  table.add("-I, --head", "", flag(options.head),
            "Ask for the headers only, by HEAD.");
  table.add("--range", "RANGE", store(options.range, parse_range),
            R"(Ask for these bytes of the body only.
0-499 are the first 500, -500 the last, 500- all but the first 500; several are separated by commas. The answer to it has status 206, if the server knows how, and is asked for uncompressed.)");
  table.add("-e, --referer", "URL", store(options.referer, parse_referer),
            R"(Send URL as the Referer.
To the URL's own origin only, as with --header, and without the login and fragment that it may hold.)");
}

void declare_identity(Table& table, Options& options) {
  table.add("-u, --user", "NAME:PASSWORD", store(options.user, parse_user),
            R"(Log in as NAME, by Basic authentication.
To the URL's own origin only. Other users of the machine can read a command line: GFETCH_USER keeps the password out of it.)");
  web::LoginOptions& logins = options.visitor.logins;
  table.add(
      "--digest", "",
      flag(logins.scheme, web::LoginScheme::kDigest, web::LoginScheme::kBasic),
      R"(Log in by Digest authentication.
The password itself is never sent. The first request to a server is turned away with what the proof is to be made of, and sent again.)");
  table.add(
      "--anyauth", "",
      flag(logins.scheme, web::LoginScheme::kAny, web::LoginScheme::kBasic),
      R"(Log in by the scheme the server asks for.
Digest if it offers that, else Basic. The first request to a server is sent without a login.)");
  table.add("--bearer", "TOKEN", store(options.bearer, parse_bearer),
            R"(Log in with a bearer token.
Sent to the URL's own origin only. GFETCH_BEARER keeps it out of the command line.)");
  table
      .add(
          "--netrc", "FILE",
          [&options](std::string_view text) -> std::optional<UsageError> {
            options.netrc = text;
            return std::nullopt;
          },
          R"(Take logins from a netrc file.
From FILE, $NETRC or ~/.netrc. Each host is given the login of its own machine entry, on redirects too, but not from https to http; the default entry is for hosts of your URLs only. --user and logins in URLs go before.)")
      .value_optional = true;
  table.add_list("-b, --cookie", "DATA", take_cookies(options),
                 R"(Send cookies: NAME=VALUE, or those of a file.
Cookies given as NAME=VALUE, several separated by semicolons, stay on the host of their URL. DATA without = is a file in Netscape's format, as curl writes it; its cookies go where they belong, and what servers set is kept for the run. An empty DATA only keeps.)");
  table.add(
      "--cookie-jar", "FILE",
      [&options](std::string_view text) -> std::optional<UsageError> {
        Parsed<std::string> path = parse_path(text);
        if (!path) return path.error();
        options.cookie_jar = *std::move(path);
        if (!options.visitor.jar) {
          options.visitor.jar = std::make_shared<web::CookieJar>();
        }
        return std::nullopt;
      },
      R"(Keep cookies, and write them to FILE at the end.
In Netscape's format, for --cookie. They are kept by the rules of browsers; none is kept for a public suffix such as co.uk.)");
}

void declare_connection(Table& table, Options& options) {
  table.group("Connection");
  table.add("-k, --insecure", "", flag(options.http.verify_tls, false, true),
            "Accept any TLS certificate.");
  table.add("--hsts", "FILE", store(options.hsts, parse_path),
            R"(Ask hosts over https where they want it.
Those that FILE names and those that say so by Strict-Transport-Security in this run, on redirects too. FILE is in curl's format; it is read if it is there, and written at the end.)");
  table.add("--cacert", "FILE", store(options.http.ca_file, parse_path),
            R"(Trust the authorities in FILE, in PEM form.
They stand in place of the system's.)");
  table.add("--crlfile", "FILE", store(options.http.crl_file, parse_path),
            R"(Refuse the certificates that FILE lists, in PEM form.
The lists of all authorities on a server's chain must be in it. It makes new connections dearer.)");
  table.add("--cert", "FILE[:PASSWORD]", certificate(options),
            R"(Show the client certificate in FILE, in PEM form.
To servers that ask for one, of the URL's own origin only. PASSWORD is that of its key; GFETCH_CERT keeps it out of the command line.)");
  table.add("--key", "FILE", store(options.key_file, parse_path),
            R"(Read the certificate's key from FILE.
Without this option it stands in the file of --cert.)");
  table.add_list("--resolve", "HOST:PORT:ADDRESS",
                 append(options.http.resolve, parse_resolve),
                 R"(Connect to ADDRESS for HOST:PORT.
Several addresses are separated by commas.)");
  table.add("--dns-servers", "ADDRESSES",
            store(options.http.dns.servers, parse_name_servers),
            R"(Ask these name servers instead of the system's.
Addresses with or without :PORT, separated by commas.)");
  table.add("--http1.1", "",
            flag(options.http.version, http::HttpVersion::k1_1,
                 http::HttpVersion::k1_1),
            "Speak HTTP/1.1: this is the default.");
  table.add("--http2", "",
            flag(options.http.version, http::HttpVersion::k2,
                 http::HttpVersion::k1_1),
            R"(Offer HTTP/2 to https servers.
A server that does not know it answers in HTTP/1.1. So is asked one whose HTTP/2 does no good: it floods us, or sends a body without its length and libcurl is older than 8.2, which could not tell whether it came whole.)");
  table.add("--http3", "",
            flag(options.http.version, http::HttpVersion::k3,
                 http::HttpVersion::k1_1),
            R"(Try HTTP/3 with https servers.
One that does not answer it at the URL's own port, and any beyond a proxy, is asked by HTTP/2 or HTTP/1.1. Needs a libcurl that was built with it; -V names the versions. Where that goes by OpenSSL's QUIC (nghttp3 without ngtcp2), a connection carries one request at a time.)");
  table.add("-4, --ipv4", "",
            flag(options.http.family, net::AddressFamily::kIpv4,
                 net::AddressFamily::kAny),
            "Connect to IPv4 addresses only.");
  table.add("-6, --ipv6", "",
            flag(options.http.family, net::AddressFamily::kIpv6,
                 net::AddressFamily::kAny),
            "Connect to IPv6 addresses only.");
  table.add_choice("--private", "WHEN", options.visitor.private_addresses,
                   kPrivate,
                   R"(Connect to private addresses, or refuse.
Those of this machine, of local networks and of special use. auto allows them for hosts that you named, and refuses with private_address where a redirect leads to another host; allow and deny hold for all.)");
}

void declare_ways_out(Table& table, Options& options) {
  table.add("-x, --proxy", "URL", store(options.proxy, parse_proxy_option),
            R"(Go through the proxy at URL.
http:// and https:// proxies and socks5h:// ones look up names themselves; to socks5:// they are looked up here. A login stands before the host, as in http://ann:secret@host:3128, and goes to the proxy alone; GFETCH_PROXY keeps it out of the command line. Without this option http_proxy, https_proxy, all_proxy and no_proxy are heeded, never HTTP_PROXY. An empty URL means no proxy.)");
  table.add(
      "--noproxy", "HOSTS",
      [&options](std::string_view text) -> std::optional<UsageError> {
        options.noproxy = web::NoProxy::parse(text);
        return std::nullopt;
      },
      R"(Reach these hosts without a proxy.
Names, which cover all below them, addresses and ranges such as 10.0.0.0/8, separated by commas; * is all. It stands in place of no_proxy.)");
  table.add("--interface", "NAME",
            store(options.http.interface, parse_interface),
            R"(Connect from this interface or address.
A name such as eth0, or an address of this machine. Lookups of names are not bound to it.)");
  table.add("--unix-socket", "PATH",
            store(options.http.unix_socket, parse_path),
            R"(Connect to the Unix socket PATH.
Instead of to any host that a URL names: no name is looked up and no proxy used.)");
}

void declare_redirects_and_bodies(Table& table, Options& options) {
  table.group("Redirects");
  table.add("-L, --location/--no-location", "",
            flag(options.visitor.follow_redirects),
            R"(Follow redirects: this is the default.
--no-location records the redirect itself.)");
  table
      .add("--max-redirs", "N",
           store(options.visitor.redirects.max_hops, count<int>(0, kMany)),
           "Follow at most N redirects of one URL.")
      .default_text = std::to_string(options.visitor.redirects.max_hops);

  table.group("Bodies");
  table.add("--compressed/--no-compressed", "",
            flag(options.visitor.request.compressed),
            R"(Ask for compressed bodies: this is the default.
They are decoded before they are measured.)");
  table
      .add("--max-filesize", "SIZE",
           store(options.visitor.max_body_bytes, parse_size),
           R"(Give up a body larger than SIZE once decoded.
k, M and G are powers of 1024; 0 means no limit.)")
      .default_text = size_text(options.visitor.max_body_bytes);
  table.add("-O, --output-dir", "DIR", store(options.output_dir, parse_path),
            R"(Save each body as a file in DIR.
A crawl mirrors the site: host/path/page.html, index.html for a folder, about@.html for a page without an ending; http://host is host@http. A list's bodies lie side by side, under the name that the server or the URL suggests, made safe, with sixteen digits of the request's hash before its ending: report-0123456789abcdef.pdf. So different requests never share a file, and a request has the same one in every run, in place of what was there. A file has its name when it is whole, and the record names it as file. Bodies with a status that counts as failure are not saved.)");
  table
      .add("--convert-links", "", flag(options.convert_links),
           R"(Have the saved pages link to each other.
When the crawl is over, links to what --output-dir has saved become relative, all others absolute, so that the folder can be read without a network.)")
      .only_for = {Command::kCrawl};
  table.add("--continue", "", flag(options.visitor.bodies.resumes),
            R"(Go on with bodies that were cut off before.
With --output-dir, what came of a body outlives a failure, an interrupt and the run, as NAME.part with its state in NAME.part.from; the next attempt asks for the rest, and begins anew when the resource has changed since. Bodies are asked for uncompressed then, and only those with an ETag or a Last-Modified can be gone on with. What is whole already is fetched again.)");
  table.add("--body", "", flag(options.visitor.bodies.keeps),
            R"(Put the bodies into the records.
As body when it is text, in UTF-8 whatever it was in before; else as body_base64. Records of the formats jsonl, json, csv and tsv have it, and -w by %{body}. A body is held in memory until its record is written: --max-filesize bounds it.)");
  table.add_choice("--hash", "ALGORITHM", options.visitor.bodies.hash, kHashes,
                   R"(Put the hash of each body into its record.
It is that of the decoded body, and stands in the field sha256.)");
}

void declare_output(Table& table, Options& options) {
  table.group("Output");
  table.add_choice("-f, --format", "FORMAT", options.format, kFormats,
                   R"(Print one record a URL in FORMAT.
text is a line for people. jsonl is one JSON object a line, json one array of the same; csv and tsv are tables with a heading. Records come in the order of finishing. What check finds is printed at the end, as text, jsonl, json, junit (XML for CI servers) or markdown (tables for a comment).)");
  table.add("-w, --write-out", "TEMPLATE",
            store(options.write_out, parse_write_out),
            R"(Print TEMPLATE for each URL instead.
%{name} stands for a value, by the names that curl uses: %{http_code}, %{url_effective}, %{time_total}, %{size_download} and others. \n and \t are a line's end and a tab. @FILE reads the template from FILE.)");
  table.add("-o, --output", "FILE", store(options.output, parse_path),
            R"(Write the records to FILE instead of stdout.
Here as there, whole records are written, several together, none later than a tenth of a second after it came; on a terminal each at once. Several runs may write to one pipe, or to one file by >>: their lines do not mix, but for those of more than 4096 bytes in a pipe.)");
  table.add("--fields", "NAMES", store(options.fields, parse_fields),
            R"(Print these fields only, in this order.
Names of the JSON record separated by commas, such as url,status_code,timing.total.)");
  table.add(
      "--summary/--no-summary", "",
      [&options](std::string_view text) -> std::optional<UsageError> {
        const Parsed<bool> value = parse_bool(text);
        if (!value) return value.error();
        options.summary = *value;
        return std::nullopt;
      },
      R"(Print a summary to stderr at the end: the default.
Counts by outcome, status and error, bytes, time, percentiles, slowest hosts. --quiet leaves it out unless --summary is given, too.)");
  table.add("-q, --quiet", "",
            flag(options.verbosity, Verbosity::kQuiet, Verbosity::kNormal),
            "Print records and errors, nothing else.");
  table.add("-v, --verbose", "",
            flag(options.verbosity, Verbosity::kVerbose, Verbosity::kNormal),
            R"(Print the headers sent and received to stderr.
Passwords, tokens and cookies are replaced by ***.)");
  table.add_choice("--color", "WHEN", options.color, kColors,
                   R"(Colour the text for people.
auto means on a terminal, unless NO_COLOR is set.)");
  table.add_choice("--progress", "STYLE", options.progress, kProgress,
                   R"(Show the progress on stderr in STYLE.
bar is one line that is drawn anew, plain a new line every few seconds (kind to screen readers and logs), json one object a second. auto is bar when stderr is a terminal, else none.)");
}

void declare_verdict(Table& table, Options& options) {
  table.group("Verdict");
  table
      .add("--accept", "STATUSES",
           store(options.visitor.accept, from(crawl::AcceptSet::parse)),
           R"(Count these statuses as success.
Codes and ranges separated by commas: 200..=299,429 or 2xx,404. 200..300 leaves 300 out, ..400 is all below.)")
      .default_text = "100..=399";
  table.add("--fail-on", "STATUSES",
            store(options.visitor.accept, parse_fail_on),
            R"(Count these statuses as failure, and no other.
Written as with --accept. A URL without any response has failed in any case.)");
  table.add(
      "--max-failures", "LIMIT",
      store(options.crawler.max_failures, from(crawl::FailureLimit::parse)),
      R"(Stop after more than LIMIT failed URLs.
A number, or a share such as 5%, which counts once 20 URLs are done. What had not finished is recorded as unfinished; the exit code is 4.)");
  table.add("--fail-early", "", flag(options.crawler.fail_early),
            "Stop at the first failed URL, as --max-failures 0.");
}

void declare_compare(Table& table, Options& options) {
  table.group("Comparison");
  table
      .add("--runs", "N", store(options.runs, count<std::uint64_t>(1, 1000)),
           R"(Compare N times, and give medians and spread.
Synchronous and asynchronous runs take turns.)")
      .only_for = {Command::kCompare};
}

constexpr std::initializer_list<Command> kCrawling = {Command::kCrawl,
                                                      Command::kCheck};

Parsed<std::string> parse_expression(std::string_view text) {
  if (text.empty()) {
    return UsageError{"wants a regular expression, not an empty one"};
  }
  if (auto pattern = crawl::UrlPattern::parse(text); !pattern)
    return pattern.error();
  return std::string(text);
}

void declare_what_is_crawled(Table& table, crawl::CrawlRules& rules) {
  const auto budget = [&](std::string_view name,
                          std::optional<std::uint64_t>& target,
                          std::string_view text) {
    table.add(name, "N", store(target, count<std::uint64_t>(1, kMany)), text)
        .only_for = kCrawling;
  };
  table.group("Crawl");
  OptionSpec& depth =
      table.add("-l, --depth", "N", store(rules.depth, count<int>(0, kMany)),
                R"(Follow links up to N steps away from a URL.
0 fetches what was named and no more.)");
  depth.default_text = std::to_string(rules.depth);
  depth.only_for = kCrawling;
  table
      .add_choice("--scope", "RANGE", rules.scope, kScopes,
                  R"(Stay within RANGE of the URL that led there.
page is that page alone, prefix its folder and all below, host its host, domain also the hosts below its registrable domain; any follows every link.)")
      .only_for = kCrawling;
  table
      .add_list("--include", "RE", append(rules.include, parse_expression),
                R"(Follow only links whose URL matches RE.
A regular expression of RE2, found anywhere in the URL. Given more than once, one of them has to match. The URLs you name need not.)")
      .only_for = kCrawling;
  table
      .add_list("--exclude", "RE", append(rules.exclude, parse_expression),
                R"(Leave out links whose URL matches RE.
As --include, over which it wins.)")
      .only_for = kCrawling;
  budget("--max-pages", rules.max_pages,
         R"(Fetch at most N pages in the whole run.
What is left out is recorded as skipped, with page_limit as the reason.)");
  budget("--max-pages-per-host", rules.max_pages_per_host,
         "Fetch at most N pages of any one host.");
  budget("--max-pages-per-domain", rules.max_pages_per_domain,
         R"(Fetch at most N pages of any registrable domain.
a.example.org and b.example.org are both of example.org: so hosts without end come to an end, too.)");
  table
      .add("--assets/--no-assets", "", flag(rules.assets),
           R"(Fetch images, styles, scripts and media, too.
crawl takes them from any host, as browsers do, check from within the scope; and check does so unless told otherwise.)")
      .only_for = kCrawling;
  table
      .add("--sitemaps", "", flag(rules.sitemaps),
           R"(Begin with the pages of the hosts' sitemaps, too.
Those that robots.txt names, or else /sitemap.xml.)")
      .only_for = kCrawling;
}

void declare_manners(Table& table, crawl::CrawlRules& rules) {
  table
      .add_choice("--robots", "POLICY", rules.robots, kRobots,
                  R"(Obey robots.txt, ignore or report it.
obey skips what it disallows, with robots as the reason; report fetches that, and says so in the record; ignore does not ask for it.)")
      .only_for = kCrawling;
  OptionSpec& delay = table.add("--max-crawl-delay", "TIME",
                                store(rules.max_crawl_delay, parse_duration),
                                R"(Let robots.txt slow us down to TIME at most.
Of its Crawl-delay and --delay the longer one counts.)");
  delay.default_text = text_of(rules.max_crawl_delay);
  delay.only_for = kCrawling;
  table
      .add("--traps/--no-traps", "", flag(rules.traps),
           R"(Keep out of what looks endless: the default.
Paths that repeat themselves or grow, calendars, growing queries, session ids, farms of like pages: skipped, with trap as the reason.)")
      .only_for = kCrawling;
  table
      .add("--ignore-session-ids", "", flag(rules.same_page.ignore_session_ids),
           R"(Take URLs that differ by a session id for one.
Such as jsessionid, PHPSESSID and sid.)")
      .only_for = kCrawling;
  table
      .add("--ignore-tracking", "", flag(rules.same_page.ignore_tracking),
           R"(Take URLs that differ by tracking for one.
Such as utm_source, gclid and fbclid.)")
      .only_for = kCrawling;
}

void declare_check(Table& table, Options& options) {
  table.group("Check");
  table
      .add("--check-external", "", flag(options.crawl.check_external),
           R"(Ask for links that lead out of the scope, too.
Once each, by HEAD, and by GET where a server does not take that. Their pages are not read.)")
      .only_for = {Command::kCheck};
  table
      .add("--anchors/--no-anchors", "", flag(options.anchors),
           R"(Look for what the fragments name: the default.
A link to page#part is broken unless the page holds part as an id or a name.)")
      .only_for = {Command::kCheck};
}

/// Options that ask for something other than a run.
Setter ask(Options& options, Action action) {
  return [&options, action](std::string_view) -> std::optional<UsageError> {
    options.action = action;
    return std::nullopt;
  };
}

void declare_other(Table& table, Options& options) {
  table.group("Other");
  table.add("--config", "FILE", store(options.config, parse_path),
            R"(Read settings from FILE, in TOML.
Its keys are the long names of options: concurrency = 200, header = ["Accept: text/html"], summary = false; a name with a point stands in quotes. The command line wins over GFETCH_ variables, and they win over the file. Without this option $XDG_CONFIG_HOME/gfetch/config.toml is read if it is there, or the same in ~/.config.)");
  table.add("--dry-run", "", flag(options.dry_run),
            "Print what would be done, and fetch nothing.");
  table
      .add("-h, --help", "", ask(options, Action::kShortHelp),
           "Print help: -h a short one, --help all of it.")
      .in_environment = false;
  table
      .add("-V, --version", "", ask(options, Action::kVersion),
           "Print the versions of gfetch and its libraries.")
      .in_environment = false;
  OptionSpec& generate =
      table.add_choice("--generate", "WHAT", options.generate, kRenderings,
                       "Print the man page or a shell's completion.");
  generate.hidden = true;
  generate.in_environment = false;
  generate.set = [&options, parse = generate.set](std::string_view text) {
    options.action = Action::kGenerate;
    return parse(text);
  };
}

}  // namespace

bool OptionSpec::known_to(Command command) const {
  return only_for.empty() ||
         std::ranges::find(only_for, command) != only_for.end();
}

std::string OptionSpec::environment_name() const {
  std::string out = "GFETCH_";
  for (const char c : name) {
    out += c == '-' || c == '.' ? '_' : static_cast<char>(std::toupper(c));
  }
  return out;
}

std::vector<OptionSpec> option_table(Options& options) {
  Table table;
  declare_input(table, options);
  declare_concurrency(table, options);
  declare_time(table, options);
  declare_retries(table, options);
  declare_request(table, options);
  declare_identity(table, options);
  declare_connection(table, options);
  declare_ways_out(table, options);
  declare_redirects_and_bodies(table, options);
  declare_output(table, options);
  declare_verdict(table, options);
  declare_what_is_crawled(table, options.crawl);
  declare_manners(table, options.crawl);
  declare_check(table, options);
  declare_compare(table, options);
  declare_other(table, options);
  return std::move(table).take();
}

const std::vector<CommandSpec>& command_table() {
  static const std::vector<CommandSpec> commands{
      {Command::kFetch, "fetch", "[URL...]",
       "Fetch a list of URLs: this is the default."},
      {Command::kCrawl, "crawl", "URL...", "Follow links from these URLs."},
      {Command::kCheck, "check", "URL...",
       "Crawl, and report broken links with the pages that hold them."},
      {Command::kCompare, "compare", "[URL...]",
       "Fetch a list synchronously, then asynchronously."}};
  return commands;
}

std::string_view name_of(Command command) {
  const auto spec =
      std::ranges::find(command_table(), command, &CommandSpec::command);
  return spec->name;
}

}  // namespace gfetch
