// Fuzzes the HTTP server: whatever a client sends, and in whatever pieces it
// arrives, the server serves the same requests, answers each, and ends. Where a
// strict parser that shares no code with it takes the first request, too, both
// have read the same.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/router.h"
#include "gfetch/http_server/web_socket.h"
#include "gfetch/net/buffered_reader.h"
#include "tests/engine/http_server/memory_stream.h"
#include "tests/fuzz/one_request.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;
using gfetch::http::HttpServer;
using gfetch::http::ServerRequest;
using gfetch::http::ServerResponse;

struct Served {
  std::string method, target, body;

  bool operator==(const Served&) const = default;
};

struct Run {
  std::vector<Served> served;
  std::string output;
};

void echo_messages(ServerRequest& request, ServerResponse& response) {
  gfetch::http::WebSocketOptions options;
  options.most_bytes = 1000;
  gfetch::http::WebSocket peer(request, response, options);
  while (auto message = peer.receive()) peer.send_binary(message->data);
}

gfetch::http::HttpServerOptions limits() {
  gfetch::http::HttpServerOptions options;
  options.limits.request_line = 200;
  options.limits.head = 1000;
  options.limits.body = 1000;
  options.on_error = [](const ServerRequest&, const std::exception_ptr&) {
    require(false);  // no handler fails here
  };
  return options;
}

/// Serves `input`, which arrives in pieces of `piece` bytes.
Run serve(std::string_view input, std::size_t piece) {
  const gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  Run run;
  gfetch::http::Router router;
  router.get("/ws", echo_messages);
  router.otherwise([&run](ServerRequest& request, ServerResponse& response) {
    Served one{std::string(request.method()), std::string(request.target()),
               request.read_all()};
    response.send(200, {}, one.body);
    run.served.push_back(std::move(one));
  });
  HttpServer server(gfetch::net::SocketAddress::loopback(0), router, limits());
  auto [mine, its] = gfetch::net::MemoryStream::pair(std::size_t{1} << 24);
  auto serving = gfetch::spawn([&, &own = *its] { server.serve(own); });
  try {
    while (!input.empty()) {
      mine->send_all(input.substr(0, piece));
      input.remove_prefix(std::min(piece, input.size()));
      gfetch::yield();
    }
    mine->end_sending();
  } catch (const gfetch::net::SocketError&) {
    // The server has ended the connection.
  }
  require(serving.join(std::chrono::hours(1)));
  run.output = gfetch::net::BufferedReader(*mine).read_all(1'000'000'000);
  return run;
}

void check_first(const Run& run, std::string_view input) {
  gfetch::fuzz::RequestParser strict;
  strict.feed(input);
  if (run.served.empty() || strict.bad() || !strict.done()) return;
  require(run.served[0].method == strict.request().method);
  require(run.served[0].target == strict.request().target);
  require(run.served[0].body == strict.request().body);
}

}  // namespace

/// The input is a byte that sets the size of pieces, and what a client sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 1) return 0;
  const std::string_view input = gfetch::fuzz::text_of(data, size).substr(1);
  const Run whole = serve(input, std::max<std::size_t>(input.size(), 1));
  const Run pieces = serve(input, 1U + data[0] % 64U);
  // A connection goes on behind a body that was too long only if all of it has
  // arrived: so one of them may have ended earlier.
  const std::size_t both = std::min(whole.served.size(), pieces.served.size());
  require(std::equal(whole.served.begin(),
                     whole.served.begin() + static_cast<std::ptrdiff_t>(both),
                     pieces.served.begin()));
  require(whole.output.empty() || whole.output.starts_with("HTTP/1.1 "));
  if (!input.starts_with("\r\n")) check_first(whole, input);
  return 0;
}
