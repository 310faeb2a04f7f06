#pragma once
/// Fixtures for tests of the HTTP server: bytes in, bytes out, in memory, on a
/// virtual clock.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"
#include "tests/engine/fiber/hub_fixture.h"
#include "tests/engine/http_server/memory_stream.h"

namespace gfetch::http {

/// The client's end of a connection that a server serves.
class TestClient {
 public:
  TestClient(HttpServer& server, const net::SocketAddress& peer = {}) {
    serving_ = spawn([&server, peer, own = std::move(ends_.second)] {
      server.serve(*own, peer);
    });
  }
  ~TestClient() {
    if (!serving_.ready()) serving_.kill();
  }

  void send(std::string_view bytes) { stream().send_all(bytes); }
  void end() { stream().end_sending(); }
  void close() { stream().close(); }
  /// Returns all that the server sends until it closes the connection.
  std::string rest() { return reader_.read_all(std::size_t{1} << 30); }
  /// Returns a response up to and with its head.
  std::string head() { return reader_.read_until("\r\n\r\n", 100'000); }
  std::string read(std::size_t count) { return reader_.read_exactly(count); }
  /// Returns what has arrived after all others ran.
  std::string some() { return reader_.read_some(1'000'000); }
  Fiber<void>& serving() { return serving_; }
  net::Stream& stream() { return *ends_.first; }

 private:
  net::MemoryStream::Ends ends_ = net::MemoryStream::pair();
  net::BufferedReader reader_{*ends_.first};
  Fiber<void> serving_;
};

/// Replaces the value of the field Date.
inline std::string without_date(std::string text) {
  constexpr std::string_view kName = "Date: ";
  for (std::size_t at = 0; (at = text.find(kName, at)) != text.npos;) {
    text.erase(at, text.find("\r\n", at) + 2 - at);
  }
  return text;
}

/// Returns the status of the first response in `text`; 0: there is none.
inline int status_of(std::string_view text) {
  if (!text.starts_with("HTTP/1.1 ") || text.size() < 12) return 0;
  return std::stoi(std::string(text.substr(9, 3)));
}

/// Returns what follows the first head in `text`.
inline std::string body_of(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  return std::string(end == text.npos ? "" : text.substr(end + 4));
}

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) {
    ++count;
  }
  return count;
}

template <class Base>
class BasicServerTest : public Base {
 protected:
  HttpServer make(HttpHandler handler, HttpServerOptions options = {}) {
    return HttpServer(net::SocketAddress::loopback(0), std::move(handler),
                      std::move(options));
  }

  /// Sends `input` to a server of its own, ends the sending, and returns all
  /// that the server sends.
  std::string ask(const HttpHandler& handler, std::string_view input,
                  HttpServerOptions options = {}) {
    options.on_error = [this](const ServerRequest&, std::exception_ptr error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& exception) {
        errors_.emplace_back(exception.what());
      } catch (...) {
        errors_.emplace_back("?");
      }
    };
    HttpServer server(net::SocketAddress::loopback(0), handler,
                      std::move(options));
    TestClient client(server);
    client.send(input);
    client.end();
    std::string all = client.rest();
    client.serving().join();
    return all;
  }

  std::vector<std::string> errors_;
};

using ServerTest = BasicServerTest<HubTest>;
using RealServerTest = BasicServerTest<RealHubTest>;

inline void say_hello(ServerRequest&, ServerResponse& response) {
  response.send(200, "text/plain", "hello");
}

}  // namespace gfetch::http
