#include "tests/support/test_server.h"

#include <poll.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace gfetch::test {
namespace {

using Clock = std::chrono::steady_clock;

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  return text;
}

bool fits(std::string_view pattern, std::string_view path) {
  if (!pattern.ends_with('*')) return pattern == path;
  return path.starts_with(pattern.substr(0, pattern.size() - 1));
}

SeenRequest parse_head(std::string head) {
  SeenRequest request;
  std::string_view rest = head;
  const auto next_line = [&rest] {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 2);
    return line;
  };
  const std::string_view first = next_line();
  const std::size_t space = first.find(' ');
  const std::size_t last = first.rfind(' ');
  request.method = first.substr(0, space);
  if (space != first.npos && last > space)
    request.target = first.substr(space + 1, last - space - 1);
  while (!rest.empty()) {
    const std::string_view line = next_line();
    const std::size_t colon = line.find(':');
    if (line.empty() || colon == line.npos) continue;
    request.headers.emplace_back(line.substr(0, colon),
                                 trimmed(line.substr(colon + 1)));
  }
  request.raw_head = std::move(head);
  return request;
}

/// A connection to a client. Its blocking reads and writes end when the server
/// stops.
class Connection final : public Peer {
 public:
  Connection(Descriptor fd, int number) : fd_(std::move(fd)), number_(number) {}

  const SeenRequest& request() const override { return request_; }

  bool send(std::string_view bytes) override {
    answer_begins();
    while (!bytes.empty() && usable()) {
      const ssize_t sent =
          ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return usable();
  }

  bool pause(std::chrono::milliseconds time) override {
    const auto end = Clock::now() + time;
    while (usable()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          end - Clock::now());
      if (left.count() <= 0) return true;
      pollfd entry{fd_.get(), POLLRDHUP, 0};
      if (::poll(&entry, 1, static_cast<int>(left.count())) > 0) return false;
    }
    return false;
  }

  void close() override { closing_ = true; }

  void reset() override {
    const linger now{1, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    closing_ = true;
    discard_ = true;
  }

  /// Sets a function that is called once per request, at the start of the
  /// response.
  void on_answer(std::function<void()> listener) {
    listener_ = std::move(listener);
  }

  void answer_begins() {
    if (const auto listener = std::exchange(listener_, nullptr)) listener();
  }

  /// Ends the connection's reads and writes. Called by the server's thread when
  /// the server stops.
  void abandon() const { ::shutdown(fd_.get(), SHUT_RDWR); }

  bool usable() const { return !closing_; }
  bool discard() const { return discard_; }
  int fd() const { return fd_.get(); }

  /// Reads the next request. Returns false when the client has disconnected.
  bool read_request() {
    const std::optional<std::string> head = read_until("\r\n\r\n");
    if (!head) return false;
    request_ = parse_head(*head);
    request_.connection = number_;
    request_.local_address = bound_endpoint(fd_.get()).address;
    request_.peer_address = remote_end(fd_.get()).address;
    request_.at = Clock::now();
    return read_body();
  }

 private:
  bool read_body() {
    if (same_name(request_.header("Expect"), "100-continue"))
      send("HTTP/1.1 100 Continue\r\n\r\n");
    if (same_name(request_.header("Transfer-Encoding"), "chunked")) {
      const std::optional<std::string> body = read_until("0\r\n\r\n");
      if (body) request_.body = *body;
      return body.has_value();
    }
    const std::string length = request_.header("Content-Length");
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size)
      if (!receive()) return false;
    request_.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return true;
  }

  std::optional<std::string> read_until(std::string_view mark) {
    std::size_t found = buffer_.find(mark);
    while (found == buffer_.npos) {
      if (!receive()) return std::nullopt;
      found = buffer_.find(mark);
    }
    std::string result = buffer_.substr(0, found + mark.size());
    buffer_.erase(0, result.size());
    return result;
  }

  bool receive() {
    std::array<char, 16384> chunk;
    const ssize_t count = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
    if (count <= 0) return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
  }

  Descriptor fd_;
  int number_;
  std::string buffer_;
  SeenRequest request_;
  std::function<void()> listener_;
  bool closing_ = false;
  bool discard_ = false;
};

}  // namespace

class TestServer::Machinery {
 public:
  explicit Machinery(const Endpoint& wanted)
      : listener_(listen_on(wanted)),
        stop_(::eventfd(0, EFD_CLOEXEC)),
        endpoint_(bound_endpoint(listener_.get())),
        acceptor_([this] { accept_all(); }) {}

  ~Machinery() {
    const std::uint64_t one = 1;
    (void)!::write(stop_.get(), &one, sizeof one);
    acceptor_.join();
    std::unique_lock lock(mutex_);
    for (const Connection* open : open_) open->abandon();
    quiet_.wait(lock, [this] { return threads_ == 0; });
  }

  void add(std::string_view path, Handler handler) {
    const std::lock_guard lock(mutex_);
    handlers_.emplace_front(path, std::move(handler));
  }

  void greet(Handler handler) {
    const std::lock_guard lock(mutex_);
    greeting_ = std::move(handler);
  }

  template <class Read>
  auto look(Read read) const {
    const std::lock_guard lock(mutex_);
    return read(*this);
  }

  const Endpoint& endpoint() const { return endpoint_; }

  struct Gauge {
    int now = 0;
    int most = 0;
    void enter() { most = std::max(most, ++now); }
    void leave() { --now; }
  };

  std::vector<SeenRequest> seen;
  int connections = 0;
  Gauge in_flight;
  std::map<std::string, Gauge, std::less<>> in_flight_of;

 private:
  void accept_all() {
    for (;;) {
      std::array<pollfd, 2> entries{
          {{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
      ::poll(entries.data(), entries.size(), -1);
      if (entries[1].revents != 0) return;
      Descriptor fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!fd) continue;
      const std::lock_guard lock(mutex_);
      auto connection =
          std::make_unique<Connection>(std::move(fd), ++connections);
      open_.insert(connection.get());
      ++threads_;
      std::thread([this, owned = std::move(connection)]() mutable {
        serve(*owned);
        forget(std::move(owned));
      }).detach();
    }
  }

  void serve(Connection& connection) {
    if (const Handler hello = look([](auto& m) { return m.greeting_; }))
      hello(connection);
    while (connection.usable() && connection.read_request()) {
      const Handler handler = admit(connection.request());
      connection.on_answer([this, host = connection.request().header("Host")] {
        dismiss(host);
      });
      handler(connection);
      connection.answer_begins();
    }
    if (connection.discard()) return;
    // Sends a FIN and then reads the client's last bytes. Otherwise the kernel
    // could send a RST, which could discard the response.
    ::shutdown(connection.fd(), SHUT_WR);
    std::array<char, 4096> rest;
    pollfd entry{connection.fd(), POLLIN, 0};
    while (::poll(&entry, 1, 1000) > 0 &&
           ::recv(connection.fd(), rest.data(), rest.size(), 0) > 0) {
    }
  }

  Handler admit(const SeenRequest& request) {
    const std::lock_guard lock(mutex_);
    seen.push_back(request);
    in_flight.enter();
    in_flight_of[request.header("Host")].enter();
    const std::string path = request.path();
    for (const auto& [pattern, handler] : handlers_)
      if (fits(pattern, path)) return handler;
    return replies(200, "ok\n", {{"Content-Type", "text/plain"}});
  }

  void dismiss(const std::string& host) {
    const std::lock_guard lock(mutex_);
    in_flight.leave();
    in_flight_of[host].leave();
  }

  void forget(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(connection.get());
    connection.reset();
    --threads_;
    quiet_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable quiet_;
  std::deque<std::pair<std::string, Handler>> handlers_;
  Handler greeting_;
  std::set<const Connection*> open_;
  int threads_ = 0;
  Descriptor listener_, stop_;
  Endpoint endpoint_;
  std::thread acceptor_;
};

std::string SeenRequest::header(std::string_view name) const {
  for (const auto& [field, value] : headers)
    if (same_name(field, name)) return value;
  return {};
}

bool SeenRequest::has_header(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& field) {
    return same_name(field.first, name);
  });
}

std::string SeenRequest::path() const {
  return target.substr(0, target.find('?'));
}

TestServer::TestServer(std::string_view address, std::uint16_t port)
    : machinery_(
          std::make_unique<Machinery>(Endpoint{std::string(address), port})) {}

TestServer::~TestServer() = default;

void TestServer::on(std::string_view path, Handler handler) {
  machinery_->add(path, std::move(handler));
}

void TestServer::on_connect(Handler handler) {
  machinery_->greet(std::move(handler));
}

std::string TestServer::url(std::string_view path,
                            std::string_view host) const {
  Endpoint endpoint = machinery_->endpoint();
  if (!host.empty()) endpoint.address = host;
  return "http://" + endpoint.text() + std::string(path);
}

std::uint16_t TestServer::port() const {
  return machinery_->endpoint().port;
}

std::vector<SeenRequest> TestServer::seen() const {
  return machinery_->look([](auto& m) { return m.seen; });
}

std::vector<SeenRequest> TestServer::seen(std::string_view path) const {
  std::vector<SeenRequest> result = seen();
  std::erase_if(result, [&](const SeenRequest& request) {
    return !fits(path, request.path());
  });
  return result;
}

int TestServer::connections() const {
  return machinery_->look([](auto& m) { return m.connections; });
}

int TestServer::most_at_once() const {
  return machinery_->look([](auto& m) { return m.in_flight.most; });
}

int TestServer::most_at_once(std::string_view host) const {
  return machinery_->look([&](auto& m) {
    const auto found = m.in_flight_of.find(host);
    return found == m.in_flight_of.end() ? 0 : found->second.most;
  });
}

int TestServer::now_in_flight() const {
  return machinery_->look([](auto& m) { return m.in_flight.now; });
}

}  // namespace gfetch::test
