#pragma once
/// Prints the headers of every exchange to stderr, without secrets (`-v`).

#include <optional>
#include <string>
#include <string_view>

#include "cli/terminal/console.h"
#include "gfetch/http/http.h"

namespace gfetch {

/// The header as `name: value`, with control characters escaped. The value of
/// an Authorization or a Cookie field is replaced by `***`.
std::string shown_header(const http::Header& header);

/// Passes requests on to another Fetcher, and prints their headers.
class TracingFetcher final : public http::Fetcher {
 public:
  /// Both outlive this.
  TracingFetcher(http::Fetcher& fetcher, Console& console)
      : fetcher_(fetcher), console_(console) {}

  /// Blocks the calling fiber.
  Result<http::Response> fetch(const http::Request& request,
                               http::BodySink& sink) override;

  /// Prints `* HOST is at ADDRESS` when the address was found.
  /// Blocks the calling fiber.
  std::optional<net::IpAddress> address_of(const http::Origin& origin,
                                           TimeLimit limit) override;

 private:
  http::Fetcher& fetcher_;
  Console& console_;
};

}  // namespace gfetch
