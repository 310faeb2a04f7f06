#pragma once
/// Prints the headers of every exchange to stderr, without secrets (option
/// `-v`).

#include <optional>
#include <string>
#include <string_view>

#include "cli/terminal/console.h"
#include "gfetch/http/http.h"

namespace gfetch {

/// Returns a header as `name: value`, with control characters escaped. The
/// values of Authorization and Cookie are replaced by `***`.
std::string shown_header(const http::Header& header);

/// A fetcher that passes requests to another fetcher and prints their headers.
class TracingFetcher final : public http::Fetcher {
 public:
  /// Creates a tracing fetcher. Both arguments must outlive it.
  TracingFetcher(http::Fetcher& fetcher, Console& console)
      : fetcher_(fetcher), console_(console) {}

  /// Fetches the request by the other fetcher. Blocks the calling fiber until
  /// the exchange has ended.
  Result<http::Response> fetch(const http::Request& request,
                               http::BodySink& sink) override;

  /// Looks up the address by the other fetcher, and prints `* HOST is at
  /// ADDRESS` if it was found. Blocks the calling fiber until the address is
  /// known.
  std::optional<net::IpAddress> address_of(const http::Origin& origin,
                                           TimeLimit limit) override;

 private:
  http::Fetcher& fetcher_;
  Console& console_;
};

}  // namespace gfetch
