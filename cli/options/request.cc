#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/base/version.h"
#include "cli/options/file_values.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"
#include "cli/terminal/trace.h"
#include "gfetch/web/url.h"

namespace gfetch {
namespace {

/// Returns a setter that joins repeated data by `&`, like the fields of a form,
/// as curl does.
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

/// Removes the login and the fragment of a URL. A text that is not a URL is
/// unchanged.
Parsed<std::string> parse_referer(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  if (!value) return value;
  const Result<web::Url> url = web::parse_url(*value);
  const bool tells_secrets =
      url && url->is_http() && (url->has_credentials() || url->has_fragment());
  return tells_secrets ? url->request_url() : *value;
}

void declare(OptionTable& table, Options& options) {
  table.group("Request");
  table
      .add("-X, --request", "METHOD", store(options.method, parse_method),
           R"(Use METHOD instead of GET.
With --data the method is POST unless this option says otherwise.)")
      .refused_if(follows_links, kReadsWholePages);
  table.add_list("-H, --header", "HEADER", append_headers(options.headers),
                 R"(Send HEADER, such as "Accept: text/html".
It goes to the URL's own origin only, not to another that a redirect leads to. @FILE reads headers from the lines of FILE. "Name;" sends an empty field.)");
  table.add("--header-everywhere", "", flag(options.header_everywhere),
            R"(Send --header to other origins, too.
And --referer. Credentials from --user and --bearer still stay at home.)");
  table
      .add_list("-d, --data", "DATA", join_data(options),
                R"(Send DATA as the body, by POST.
@FILE sends the bytes of FILE, @- those of stdin. A file of more than 1 MiB is read as it is sent, for each request anew; stdin is read whole before the first, for it may have to be sent again. Given more than once, the values are joined by &. The type is application/x-www-form-urlencoded unless --header gives another.)")
      .refused_if(follows_links, kReadsWholePages);
  table.add("-A, --user-agent", "NAME",
            store(options.user_agent, parse_field_value),
            R"(Call the client NAME.
An empty NAME sends no User-Agent.)");
  table
      .add("-I, --head", "", flag(options.head),
           "Ask for the headers only, by HEAD.")
      .conflicts_with({"data", "request"})
      .refused_if(follows_links, kReadsWholePages);
  table
      .add("--range", "RANGE", store(options.range, parse_range),
           R"(Ask for these bytes of the body only.
0-499 are the first 500, -500 the last, 500- all but the first 500; several are separated by commas. The answer to it has status 206, if the server knows how, and is asked for uncompressed.)")
      .refused_if(follows_links, kReadsWholePages);
  table.add("-e, --referer", "URL", store(options.referer, parse_referer),
            R"(Send URL as the Referer.
To the URL's own origin only, as with --header, and without the login and fragment that it may hold.)");
}

bool sends_data(const Options& options) {
  return options.data || options.data_file;
}

bool given(const std::vector<http::Header>& headers, std::string_view name) {
  return find_header(headers, name) != nullptr;
}

/// Returns true if the server must not compress the body: a part of a
/// compressed body cannot be decoded.
bool wants_plain_bytes(const Options& options) {
  return !options.range.empty() || options.visitor.bodies.resumes;
}

std::vector<crawl::ScopedHeader> headers_of(const Options& options) {
  std::vector<crawl::ScopedHeader> headers;
  const crawl::HeaderScope scope = options.header_everywhere
                                       ? crawl::HeaderScope::kEverywhere
                                       : crawl::HeaderScope::kSameOrigin;
  for (const http::Header& header : options.headers) {
    headers.push_back({header, scope});
  }
  const auto add = [&](const char* name, std::string value,
                       crawl::HeaderScope reach) {
    if (value.empty() || given(options.headers, name)) return;
    headers.push_back({{name, std::move(value)}, reach});
  };
  const auto add_own = [&](const char* name, std::string value) {
    add(name, std::move(value), crawl::HeaderScope::kEverywhere);
  };
  add("Referer", options.referer, scope);
  if (!options.range.empty()) add_own("Range", "bytes=" + options.range);
  if (wants_plain_bytes(options)) add_own("Accept-Encoding", "identity");
  if (sends_data(options)) {
    add_own("Content-Type", "application/x-www-form-urlencoded");
  }
  return headers;
}

/// Returns the method of all requests that do not set their own.
std::string method_of(const Options& options) {
  if (!options.method.empty()) return options.method;
  if (options.head) return "HEAD";
  return sends_data(options) ? "POST" : "GET";
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  crawl::RequestTemplate& request = plan.session.visitor.request;
  request.method = method_of(options);
  request.headers = headers_of(options);
  if (options.data) {
    request.body = std::make_shared<const std::string>(*options.data);
  }
  request.body_file = options.data_file;
  for (const http::Header& header : options.headers) {
    if (!http::is_connection_field(header.name)) continue;
    plan.warnings.push_back(fmt::format(
        "--header: {} frames the message or belongs to the connection; a "
        "request whose body it does not describe fails",
        header.name));
  }
  request.user_agent =
      options.user_agent.value_or(fmt::format("gfetch/{}", version()));
  return {};
}

void describe(const Plan& plan, const PlanLine& line) {
  line("request", plan.session.visitor.request.method);
  for (const crawl::ScopedHeader& header :
       plan.session.visitor.request.headers) {
    line("header", shown_header(header.header));
  }
}

}  // namespace

const OptionGroup kRequestOptions{declare, apply, describe};

}  // namespace gfetch
