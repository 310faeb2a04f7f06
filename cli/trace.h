#pragma once
/// `-v`: the headers of every exchange on stderr, without their secrets.

#include <string>
#include <string_view>

#include "cli/console.h"
#include "gfetch/http/http.h"

namespace gfetch {

/// `name: value` for people: of Authorization and Cookie fields no value is
/// shown, and nothing that a terminal might obey.
/// Never blocks.
std::string shown_header(const Header& header);

/// Hands everything on to another Fetcher, and prints what goes by.
class TracingFetcher final : public Fetcher {
 public:
  /// Both outlive this.
  TracingFetcher(Fetcher& fetcher, Console& console)
      : fetcher_(fetcher), console_(console) {}

  /// Blocks the calling fiber.
  Result<Response> fetch(const Request& request, BodySink& sink) override;

 private:
  Fetcher& fetcher_;
  Console& console_;
};

}  // namespace gfetch
