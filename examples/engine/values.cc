// Shows the value types: addresses, results, errors, durations, the parts of an
// HTTP exchange, proxies, and the versions of the libraries. Includes each
// library of the engine by one header, besides.

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "gfetch/fiber/all.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/fiber_info.h"
#include "gfetch/fiber/hub_options.h"
#include "gfetch/http/all.h"
#include "gfetch/http/http.h"
#include "gfetch/http/library_versions.h"
#include "gfetch/http/proxy.h"
#include "gfetch/http_server/access_log.h"
#include "gfetch/http_server/all.h"
#include "gfetch/http_server/server_request.h"
#include "gfetch/http_server/server_response.h"
#include "gfetch/net/address.h"
#include "gfetch/net/all.h"
#include "gfetch/net/error.h"
#include "gfetch/net/result.h"
#include "gfetch/net/socket_address.h"
#include "gfetch/tls/all.h"
#if __has_include("gfetch/trace/all.h")  // it is built where libbacktrace is
#include "gfetch/trace/all.h"
#endif

using namespace std::chrono_literals;

namespace {

void connect_to(const gfetch::net::IpAddress& address) {
  std::printf("connecting to %s\n", gfetch::net::to_string(address).c_str());
}

gfetch::Error no_address() {
  return {gfetch::ErrorKind::kBadUrl, "no address"};
}

gfetch::Error not_for_you() {
  return {gfetch::ErrorKind::kPrivateAddress, "not for you"};
}

gfetch::Result<gfetch::net::IpAddress> public_address(std::string_view text) {
  auto address = gfetch::net::parse_address(text);
  if (!address) return no_address();
  if (gfetch::net::is_private_address(*address)) return not_for_you();
  return *address;
}

gfetch::Result<std::string> name_of_address(
    const gfetch::net::IpAddress& address) {
  if (address.is_v6) return std::string("ten.example");
  return no_address();
}

std::string in_brackets(const std::string& text) {
  return '[' + text + ']';
}

void print_name(std::string_view text) {
  std::string shown = public_address(text)
                          .and_then(name_of_address)
                          .transform(in_brackets)
                          .value_or("(unknown)");
  std::puts(shown.c_str());
}

gfetch::Result<void> connect(std::string_view text) {
  gfetch::Result<gfetch::net::IpAddress> address = public_address(text);
  if (!address) return address.error();
  connect_to(*address);
  return {};
}

void print_access() {
  gfetch::http::HttpServerOptions options;
  options.access_log = [](const gfetch::http::AccessRecord& record) {
    std::puts(gfetch::http::combined_line(record).c_str());
  };
  options.access_log(
      {.host = "127.0.0.1", .request_line = "GET / HTTP/1.1", .status = 404});
}

}  // namespace

int main() {
  for (const char* text : {"[2620:fe::9]", "10.0.0.1", "10.1"}) {
    if (auto done = connect(text); !done) {
      const gfetch::Error& error = done.error();
      std::printf("%s: %s (%s)\n", text, error.message.c_str(),
                  std::string(gfetch::name_of(error.kind)).c_str());
    }
  }

  print_name("2620:fe::9");
  print_name("10.0.0.1");

  gfetch::http::Request request;
  request.proxy = std::make_shared<const gfetch::http::Proxy>(
      *gfetch::http::parse_proxy("socks5h://ann:secret@127.0.0.1:1080"));
  std::printf("by way of %s\n", gfetch::http::shown(*request.proxy).c_str());

  gfetch::http::Response response;
  response.version = gfetch::http::HttpVersion::k1_1;
  response.headers = {{"Content-Type", "text/plain"}, {"ETag", "\"7\""}};
  response.timing.ttfb = 250ms;
  if (auto* type =
          gfetch::http::find_header(response.headers, "content-type")) {
    std::printf("HTTP/%s, %s after %.2f s\n",
                std::string(gfetch::http::name_of(response.version)).c_str(),
                type->value.c_str(), gfetch::seconds(*response.timing.ttfb));
  }

  const gfetch::HubOptions options;
  std::printf("stacks of %zu KiB\n", options.stack_bytes / 1024);

  for (const char* text :
       {"127.0.0.1:8080", "[::1]:8080", "unix:/run/app.sock"}) {
    const auto address = gfetch::net::SocketAddress::parse(text);
    std::printf("%s, port %d\n", to_string(*address).c_str(), address->port());
  }

  for (const std::string& library : gfetch::http::library_versions()) {
    if (library.starts_with("libev")) std::puts("runs on libev");
  }

  print_access();
  std::printf("%s\n", gfetch::http::form_value("to=all+of+you", "to")->c_str());
  std::printf("%s\n", std::string(gfetch::http::reason_of(404)).c_str());
}
