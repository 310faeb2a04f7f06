#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/report/write_out.h"
#include "gfetch/web/url.h"
#include "report/numbers.h"
#include "web/text/escape.h"
#include "web/text/text.h"

namespace gfetch::report {
namespace {

using web::append_escaped;

// The times that curl's `-w` reports, in their order. Each is the end of a
// phase of the transfer.
enum class Moment { kQueued, kLookedUp, kConnected, kFirstByte };

// Returns the time from the start of the visit to `moment`. All exchanges
// before the last one count as one span.
Duration until(Moment moment, const http::Timing& timing) {
  const auto of = [](const std::optional<Duration>& phase) {
    return phase.value_or(Duration(0));
  };
  Duration passed = of(timing.queue);
  if (moment >= Moment::kLookedUp) passed += of(timing.dns);
  if (moment >= Moment::kConnected) passed += of(timing.connect);
  if (moment >= Moment::kFirstByte) passed += of(timing.tls) + of(timing.ttfb);
  return passed;
}

void append_time(std::string& out, Duration time) {
  append_fixed_seconds(out, time, 6);
}

void append_namelookup(std::string& out, const crawl::Visit& visit) {
  append_time(out, until(Moment::kLookedUp, visit.timing));
}

void append_connect(std::string& out, const crawl::Visit& visit) {
  append_time(out, until(Moment::kConnected, visit.timing));
}

// Appends `time_appconnect`; zero without TLS, as in curl.
void append_appconnect(std::string& out, const crawl::Visit& visit) {
  const auto& tls = visit.timing.tls;
  append_time(
      out, tls ? until(Moment::kConnected, visit.timing) + *tls : Duration(0));
}

void append_pretransfer(std::string& out, const crawl::Visit& visit) {
  append_time(out, until(Moment::kConnected, visit.timing) +
                       visit.timing.tls.value_or(Duration(0)));
}

// Appends `time_starttransfer`; zero without a response.
void append_starttransfer(std::string& out, const crawl::Visit& visit) {
  append_time(out, visit.timing.ttfb ? until(Moment::kFirstByte, visit.timing)
                                     : Duration(0));
}

void append_queue(std::string& out, const crawl::Visit& visit) {
  append_time(out, until(Moment::kQueued, visit.timing));
}

void append_total(std::string& out, const crawl::Visit& visit) {
  append_time(out, visit.timing.total);
}

// Appends the HTTP status; `000` when there was no response, because scripts
// compare three digits.
void append_code(std::string& out, const crawl::Visit& visit) {
  if (visit.status_code < 100) out.append("00");
  append_number(out, static_cast<std::uint64_t>(visit.status_code));
}

const std::string& asked_url(const crawl::Visit& visit) {
  return visit.url;
}

const std::string& effective_url(const crawl::Visit& visit) {
  return visit.final_url.empty() ? visit.url : visit.final_url;
}

void append_url_effective(std::string& out, const crawl::Visit& visit) {
  append_escaped(out, effective_url(visit), web::Escaping::kText);
}

using WhichUrl = const std::string& (*)(const crawl::Visit&);

// Appends one part of a URL; nothing when the text is not a URL.
template <WhichUrl which, std::string_view (*part)(const web::Url&)>
void append_part(std::string& out, const crawl::Visit& visit) {
  if (const Result<web::Url> url = web::parse_url(which(visit))) {
    append_escaped(out, part(*url), web::Escaping::kText);
  }
}

template <WhichUrl which>
void append_port(std::string& out, const crawl::Visit& visit) {
  const Result<web::Url> url = web::parse_url(which(visit));
  if (url) append_number(out, std::uint64_t{url->effective_port()});
}

std::string_view host_of(const web::Url& url) {
  return url.host();
}

std::string_view scheme_of(const web::Url& url) {
  return url.scheme();
}

std::string_view path_of(const web::Url& url) {
  return url.pathname();
}

// Appends a URL's query without its `?`, or its fragment without its `#`, as
// curl does.
std::string_view after_its_mark(std::string_view part) {
  return part.substr(std::min<std::size_t>(1, part.size()));
}

std::string_view query_of(const web::Url& url) {
  return after_its_mark(url.search());
}

std::string_view fragment_of(const web::Url& url) {
  return after_its_mark(url.fragment());
}

void append_filename_effective(std::string& out, const crawl::Visit& visit) {
  append_escaped(out, visit.file, web::Escaping::kText);
}

// Appends the redirect's target as an absolute URL, as curl does, or the text
// of the Location header when it is not a valid URL.
void append_redirect_url(std::string& out, const crawl::Visit& visit) {
  if (visit.status_code < 300 || visit.status_code >= 400) return;
  const http::Header* location = find_header(visit.headers, "Location");
  if (location == nullptr) return;
  const Result<web::Url> base = web::parse_url(visit.final_url);
  const Result<web::Url> target =
      parse_url(location->value, base ? &*base : nullptr);
  append_escaped(out, target ? target->redacted() : location->value,
                 web::Escaping::kText);
}

// Appends the response headers as JSON:
// `{"server":["nginx"],"set-cookie":["a=1","b=2"]}`
void append_header_json(std::string& out, const crawl::Visit& visit) {
  std::vector<std::string> names;
  out.push_back('{');
  for (const http::Header& header : visit.headers) {
    std::string name = web::lower(header.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    if (!names.empty()) out.push_back(',');
    web::append_json_string(out, name);
    std::string_view before = ":[";
    for (const http::Header& same : visit.headers) {
      if (web::lower(same.name) != name) continue;
      out.append(std::exchange(before, ","));
      web::append_json_string(out, same.value);
    }
    out.push_back(']');
    names.push_back(std::move(name));
  }
  out.push_back('}');
}

void append_num_connects(std::string& out, const crawl::Visit& visit) {
  append_number(out, static_cast<std::uint64_t>(visit.num_connects));
}

void append_time_redirect(std::string& out, const crawl::Visit& visit) {
  append_time(out, visit.redirecting);
}

void append_num_headers(std::string& out, const crawl::Visit& visit) {
  append_number(out, visit.headers.size());
}

void append_size_download(std::string& out, const crawl::Visit& visit) {
  append_number(out, visit.wire_bytes);
}

void append_size_header(std::string& out, const crawl::Visit& visit) {
  append_number(out, visit.header_bytes);
}

void append_size_request(std::string& out, const crawl::Visit& visit) {
  append_number(out, visit.request_bytes);
}

void append_size_upload(std::string& out, const crawl::Visit& visit) {
  append_number(out, visit.uploaded_bytes);
}

void append_speed(std::string& out, std::uint64_t bytes,
                  const crawl::Visit& visit) {
  const double time = seconds(visit.timing.total);
  const double speed = time > 0 ? static_cast<double>(bytes) / time : 0;
  append_number(out, static_cast<std::uint64_t>(speed));
}

void append_speed_download(std::string& out, const crawl::Visit& visit) {
  append_speed(out, visit.wire_bytes, visit);
}

void append_speed_upload(std::string& out, const crawl::Visit& visit) {
  append_speed(out, visit.uploaded_bytes, visit);
}

void append_local_ip(std::string& out, const crawl::Visit& visit) {
  append_escaped(out, visit.local_ip, web::Escaping::kText);
}

void append_local_port(std::string& out, const crawl::Visit& visit) {
  append_number(out, std::uint64_t{visit.local_port});
}

void append_errormsg(std::string& out, const crawl::Visit& visit) {
  if (!visit.error) return;
  append_escaped(out, visit.error->message, web::Escaping::kText);
}

struct CurlExit {
  ErrorKind kind;
  std::uint8_t code;
};

// The exit codes of curl for gfetch's error kinds, sorted by curl's number.
constexpr CurlExit kCurlExits[] = {
    {ErrorKind::kUnsupportedScheme, 1},
    {ErrorKind::kBadUrl, 3},
    {ErrorKind::kBadRedirect, 3},
    {ErrorKind::kDnsNxdomain, 6},
    {ErrorKind::kDnsTemporary, 6},
    {ErrorKind::kConnectRefused, 7},
    {ErrorKind::kConnectUnreachable, 7},
    {ErrorKind::kPrivateAddress, 7},
    {ErrorKind::kBadResponse, 8},
    {ErrorKind::kTruncated, 18},
    {ErrorKind::kHttpStatus, 22},
    {ErrorKind::kIo, 23},
    {ErrorKind::kDnsTimeout, 28},
    {ErrorKind::kConnectTimeout, 28},
    {ErrorKind::kTimeout, 28},
    {ErrorKind::kIdleTimeout, 28},
    {ErrorKind::kTlsProtocol, 35},
    {ErrorKind::kTlsOther, 35},
    {ErrorKind::kKilled, 42},
    {ErrorKind::kTooManyRedirects, 47},
    {ErrorKind::kEmptyReply, 52},
    {ErrorKind::kReset, 56},
    {ErrorKind::kHeaderTooLarge, 56},
    {ErrorKind::kTlsExpired, 60},
    {ErrorKind::kTlsNotYetValid, 60},
    {ErrorKind::kTlsSelfSigned, 60},
    {ErrorKind::kTlsRevoked, 60},
    {ErrorKind::kTlsWrongHost, 60},
    {ErrorKind::kTlsUntrusted, 60},
    {ErrorKind::kTlsWeak, 60},
    {ErrorKind::kDecodeError, 61},
    {ErrorKind::kBodyTooLarge, 63},
    {ErrorKind::kOther, 2},
};
static_assert(std::size(kCurlExits) ==
              static_cast<std::size_t>(ErrorKind::kOther) + 1);

std::uint64_t curl_exit_code(ErrorKind kind) {
  return std::ranges::find(kCurlExits, kind, &CurlExit::kind)->code;
}

void append_exitcode(std::string& out, const crawl::Visit& visit) {
  append_number(out, visit.error ? curl_exit_code(visit.error->kind) : 0);
}

// Returns OpenSSL's verification code for a TLS error, as far as the error kind
// determines it.
int verify_result(const crawl::Visit& visit) {
  if (!visit.error) return visit.tls_verify_result;
  switch (visit.error->kind) {
    case ErrorKind::kTlsNotYetValid:
      return 9;
    case ErrorKind::kTlsExpired:
      return 10;
    case ErrorKind::kTlsSelfSigned:
      return 18;
    case ErrorKind::kTlsUntrusted:
      return 20;
    case ErrorKind::kTlsRevoked:
      return 23;
    case ErrorKind::kTlsWrongHost:
      return 62;
    case ErrorKind::kTlsWeak:
      return 66;
    default:
      return visit.tls_verify_result;
  }
}

void append_verify_result(std::string& out, const crawl::Visit& visit) {
  append_number(out, static_cast<std::uint64_t>(verify_result(visit)));
}

constexpr std::array kVariables = {
    WriteOutVariable{"errormsg", "The failure, a sentence.", append_errormsg},
    WriteOutVariable{"exitcode", "What curl would have ended with.",
                     append_exitcode},
    WriteOutVariable{"filename_effective", "Where --output-dir saved the body.",
                     append_filename_effective},
    WriteOutVariable{"header_json", "The final response's headers, as JSON.",
                     append_header_json},
    WriteOutVariable{"http_code", "The final response's status, or 000.",
                     append_code},
    WriteOutVariable{"local_ip", "The address of this end.", append_local_ip},
    WriteOutVariable{"local_port", "The port of this end.", append_local_port},
    WriteOutVariable{"num_connects", "How many connections were opened.",
                     append_num_connects},
    WriteOutVariable{"num_headers", "How many headers the response had.",
                     append_num_headers},
    WriteOutVariable{"redirect_url", "Where a redirect not followed leads.",
                     append_redirect_url},
    WriteOutVariable{"response_code", "As http_code.", append_code},
    WriteOutVariable{"scheme", "http or https.",
                     append_part<effective_url, scheme_of>},
    WriteOutVariable{"size_download", "The body's bytes, as transferred.",
                     append_size_download},
    WriteOutVariable{"size_header", "The bytes of all headers received.",
                     append_size_header},
    WriteOutVariable{"size_request", "The bytes of the requests sent.",
                     append_size_request},
    WriteOutVariable{"size_upload", "The bytes of the bodies sent.",
                     append_size_upload},
    WriteOutVariable{"speed_download", "Bytes a second, as transferred.",
                     append_speed_download},
    WriteOutVariable{"speed_upload", "Bytes of bodies sent a second.",
                     append_speed_upload},
    WriteOutVariable{"ssl_verify_result",
                     "0, or what OpenSSL has against the certificate.",
                     append_verify_result},
    WriteOutVariable{"time_appconnect", "Until TLS was up, 0 without it.",
                     append_appconnect},
    WriteOutVariable{"time_connect", "Until TCP was up.", append_connect},
    WriteOutVariable{"time_namelookup", "Until the name was looked up.",
                     append_namelookup},
    WriteOutVariable{"time_pretransfer", "Until the request could be sent.",
                     append_pretransfer},
    WriteOutVariable{"time_queue", "Until its turn came.", append_queue},
    WriteOutVariable{"time_redirect", "Until the last redirect was followed.",
                     append_time_redirect},
    WriteOutVariable{"time_starttransfer", "Until the first byte came.",
                     append_starttransfer},
    WriteOutVariable{"time_total", "Until the end.", append_total},
    WriteOutVariable{"url.fragment", "What follows the # of the URL.",
                     append_part<asked_url, fragment_of>},
    WriteOutVariable{"url.host", "The URL's host.",
                     append_part<asked_url, host_of>},
    WriteOutVariable{"url.path", "The URL's path.",
                     append_part<asked_url, path_of>},
    WriteOutVariable{"url.port", "The URL's port, also when it names none.",
                     append_port<asked_url>},
    WriteOutVariable{"url.query", "What follows the ? of the URL.",
                     append_part<asked_url, query_of>},
    WriteOutVariable{"url.scheme", "The URL's scheme.",
                     append_part<asked_url, scheme_of>},
    WriteOutVariable{"url_effective", "The URL that answered.",
                     append_url_effective},
    WriteOutVariable{"urle.host", "The host that answered.",
                     append_part<effective_url, host_of>},
    WriteOutVariable{"urle.path", "The path that answered.",
                     append_part<effective_url, path_of>},
    WriteOutVariable{"urle.port", "The port that answered.",
                     append_port<effective_url>},
    WriteOutVariable{"urle.query", "The query that answered.",
                     append_part<effective_url, query_of>},
    WriteOutVariable{"urle.scheme", "The scheme that answered.",
                     append_part<effective_url, scheme_of>},
};

}  // namespace

std::span<const WriteOutVariable> write_out_variables() {
  return kVariables;
}

}  // namespace gfetch::report
