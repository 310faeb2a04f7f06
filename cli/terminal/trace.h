#pragma once
/// `-v`: the headers of every exchange on stderr, without their secrets.

#include <string>
#include <string_view>

#include "cli/terminal/console.h"
#include "gfetch/http/http.h"

namespace gfetch {

/// `name: value` for people: of Authorization and Cookie fields no value is
/// shown, and nothing that a terminal might obey.
std::string shown_header(const http::Header& header);

/// Hands everything on to another Fetcher, and prints what goes by.
class TracingFetcher final : public http::Fetcher {
 public:
  /// Both outlive this.
  TracingFetcher(http::Fetcher& fetcher, Console& console)
      : fetcher_(fetcher), console_(console) {}

  /// Blocks the calling fiber.
  Result<http::Response> fetch(const http::Request& request,
                               http::BodySink& sink) override;

 private:
  http::Fetcher& fetcher_;
  Console& console_;
};

}  // namespace gfetch
