#include <memory>
#include <string>
#include <utility>

#include "cli/options/file_values.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"
#include "gfetch/web/url.h"

namespace gfetch {
namespace {

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

/// A URL is cut down to what may be told; any other text stays.
Parsed<std::string> parse_referer(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  if (!value) return value;
  const Result<web::Url> url = parse_url(*value);
  const bool tells_too_much =
      url && url->is_http() && (url->has_credentials() || url->has_fragment());
  return tells_too_much ? url->request_url() : *value;
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

}  // namespace

const OptionGroup kRequestOptions{declare};

}  // namespace gfetch
