// Fuzzes JSON lines up to the wire: whatever a line says, a server receives
// exactly one request, whose method, path and body are those of the line. A
// server of its own reads the requests back by a parser that shares no code
// with gfetch.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "crawler/crawl/seed/seed_lines.h"
#include "gfetch/crawl/session.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/web/url.h"
#include "tests/fuzz/one_request.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::OneRequest;
using gfetch::fuzz::RequestParser;
using gfetch::fuzz::require;

/// Calls `call` again while a signal interrupts it: libFuzzer has a timer.
template <typename Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

/// Answers one request on each connection, and then reads to its end. It lives
/// as long as the process.
class Server {
 public:
  Server() {
    std::array<char, 32> folder{"/tmp/gfetch-wire-XXXXXX"};
    require(mkdtemp(folder.data()) != nullptr);
    path_ = std::string(folder.data()) + "/socket";
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    name_.sun_family = AF_UNIX;
    path_.copy(name_.sun_path, sizeof name_.sun_path - 1);
    require(bind(listener_, reinterpret_cast<sockaddr*>(&name_),
                 sizeof name_) == 0);
    require(listen(listener_, 16) == 0);
    std::thread([this] { serve(); }).detach();
  }

  const std::string& path() const { return path_; }

  /// Returns the requests of all connections so far. Connections are served in
  /// order, so the earlier ones have ended once one of its own is answered.
  std::vector<OneRequest> take() {
    constexpr std::string_view kProbe =
        "GET /probe HTTP/1.1\r\nHost: h\r\n\r\n";
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(uninterrupted([&] {
              return connect(probe, reinterpret_cast<sockaddr*>(&name_),
                             sizeof name_);
            }) == 0);
    require(uninterrupted([&] {
              return write(probe, kProbe.data(), kProbe.size());
            }) > 0);
    char byte = 0;
    require(uninterrupted([&] { return read(probe, &byte, 1); }) == 1);
    close(probe);
    const std::lock_guard lock(mutex_);
    return std::exchange(requests_, {});
  }

 private:
  void serve() {
    for (;;) {
      const int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0) continue;
      RequestParser parser;
      converse(connection, parser);
      close(connection);
      if (parser.request().target == "/probe") continue;
      const std::lock_guard lock(mutex_);
      requests_.push_back(parser.request());
    }
  }

  static void converse(int connection, RequestParser& parser) {
    constexpr std::string_view kAnswer =
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    std::array<char, 65536> bytes{};
    bool answered = false;
    for (;;) {
      const ssize_t count = uninterrupted(
          [&] { return read(connection, bytes.data(), bytes.size()); });
      if (count <= 0) break;
      // Not a byte follows the request.
      require(!parser.done());
      parser.feed({bytes.data(), static_cast<std::size_t>(count)});
      require(!parser.bad());
      if (!parser.done() || answered) continue;
      require(parser.rest().empty());
      answered = true;
      require(uninterrupted([&] {
                return write(connection, kAnswer.data(), kAnswer.size());
              }) > 0);
    }
    require(parser.done());
  }

  std::string path_;
  sockaddr_un name_{};
  int listener_ = -1;
  std::mutex mutex_;
  std::vector<OneRequest> requests_;
};

gfetch::crawl::SessionConfig config_with(const Server& server) {
  gfetch::crawl::SessionConfig config;
  config.http.unix_socket = server.path();
  config.visitor.retry.max_retries = 0;
  config.visitor.request.limits.idle = std::chrono::seconds(2);
  config.visitor.request.headers = {
      {{"X-Api-Key", "k"}, gfetch::crawl::HeaderScope::kSameOrigin}};
  return config;
}

void check(const gfetch::crawl::SeedLine& line, const OneRequest& request) {
  const auto url = gfetch::web::parse_http_url(line.url);
  std::string target(url->href());
  target.resize(std::min(target.find('#'), target.size()));
  target.erase(0, target.find('/', target.find("://") + 3));
  require(request.target == target);
  const auto* const own = line.overrides.get();
  const bool has_body = own != nullptr && own->body;
  if (own != nullptr && own->method) {
    require(request.method == *own->method);
  } else {
    require(request.method == (has_body ? "POST" : "GET"));
  }
  require(request.body == (has_body ? *own->body : std::string()));
}

}  // namespace

/// The input is a JSON line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static Server& server = *new Server();
  const std::string line(gfetch::fuzz::text_of(data, size));
  if (line.find('\n') != line.npos || !line.starts_with('{')) return 0;
  const auto seed = gfetch::crawl::parse_seed_json(line);
  const auto url = seed ? gfetch::web::parse_http_url(seed->url)
                        : gfetch::Result<gfetch::web::Url>(seed.error());
  // TLS would hide the request.
  if (url && url->scheme() != "http") return 0;
  gfetch::crawl::RunResult result;
  {
    const gfetch::Hub hub;
    gfetch::crawl::Session session(config_with(server));
    std::vector<gfetch::crawl::SeedInput> inputs;
    inputs.push_back(gfetch::crawl::SeedInput::text("line", line));
    result = session.run(std::move(inputs));
  }
  const std::vector<OneRequest> requests = server.take();
  require(requests.size() <= (url ? 1U : 0U));
  require(result.counters.fetched == requests.size());
  if (requests.size() == 1) check(*seed, requests.front());
  return 0;
}
