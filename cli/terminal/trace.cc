#include "cli/terminal/trace.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <array>

#include "cli/base/values.h"

namespace gfetch {
namespace {

constexpr std::array<std::string_view, 4> kSecret{
    "authorization", "proxy-authorization", "cookie", "set-cookie"};

bool same_name(std::string_view one, std::string_view other) {
  return one.size() == other.size() &&
         strncasecmp(one.data(), other.data(), one.size()) == 0;
}

bool is_secret(std::string_view name) {
  return std::any_of(
      kSecret.begin(), kSecret.end(),
      [name](std::string_view secret) { return same_name(secret, name); });
}

std::string request_text(const http::Request& request) {
  std::string out = fmt::format("> {} {}\n", printable(request.method),
                                printable(request.url.text()));
  for (const http::Header& header : request.headers) {
    out += fmt::format("> {}\n", shown_header(header));
  }
  return out;
}

std::string response_text(const std::string& url,
                          const http::Response& response) {
  std::string out = fmt::format("< {} {} HTTP/{} {}\n", response.status_code,
                                printable(response.reason),
                                name_of(response.version), printable(url));
  for (const http::Header& header : response.headers) {
    out += fmt::format("< {}\n", shown_header(header));
  }
  return out;
}

/// A body sink that prints a response when its headers have arrived.
class TracingSink final : public http::BodySink {
 public:
  TracingSink(const http::Request& request, http::BodySink& sink,
              Console& console)
      : request_(request), sink_(sink), console_(console) {}

  void on_start() override { sink_.on_start(); }

  Result<void> on_response(const http::Response& response) override {
    console_.print(response_text(request_.url.text(), response));
    return sink_.on_response(response);
  }

  Result<void> on_data(std::string_view bytes) override {
    return sink_.on_data(bytes);
  }

  bool takes_at_once() const override { return sink_.takes_at_once(); }

 private:
  const http::Request& request_;
  http::BodySink& sink_;
  Console& console_;
};

}  // namespace

std::string shown_header(const http::Header& header) {
  return fmt::format("{}: {}", printable(header.name),
                     is_secret(header.name) ? "***" : printable(header.value));
}

Result<http::Response> TracingFetcher::fetch(const http::Request& request,
                                             http::BodySink& sink) {
  console_.print(request_text(request));
  TracingSink tracing(request, sink, console_);
  Result<http::Response> response = fetcher_.fetch(request, tracing);
  if (!response) {
    console_.print(fmt::format("* {}: {}\n", printable(request.url.text()),
                               printable(response.error().message)));
  }
  return response;
}

std::optional<net::IpAddress> TracingFetcher::address_of(
    const http::Origin& origin, TimeLimit limit) {
  const auto address = fetcher_.address_of(origin, limit);
  if (address) {
    console_.print(fmt::format("* {} is at {}\n", printable(origin.host),
                               to_string(*address)));
  }
  return address;
}

}  // namespace gfetch
