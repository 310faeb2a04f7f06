#include "gfetch/net/server.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/home.h"
#include "unix_path.h"

namespace gfetch::net {
namespace {

/// True for a failure that will not go away: the socket cannot accept.
bool is_fatal(const SocketError& error) {
  const int code = error.system_error();
  return code == EBADF || code == EINVAL || code == ENOTSOCK;
}

/// Returns the fibers of `group` without the running one.
std::vector<AnyFiber> others_of(const Group& group) {
  std::vector<AnyFiber> others = group.members();
  std::erase(others, current_fiber());
  return others;
}

}  // namespace

Server::Server(const SocketAddress& address, ServerOptions options)
    : options_(std::move(options)),
      address_(address),
      handlers_(options_.most_handlers),
      rest_(options_.least_rest) {
  stopped_.set();
}

Server::Server(Socket open, ServerOptions options)
    : Server(open.local_address(), std::move(options)) {
  listener_ = std::move(open);
}

Server::~Server() = default;

void Server::start() {
  if (started()) return;
  if (listener_.closed()) {
    listener_ = open(address_, options_.listen);
    address_ = listener_.local_address();
    path_ = std::make_unique<OwnPath>(address_);
  }
  rest_ = options_.least_rest;
  failing_ = false;
  accepting_ = spawn([this] { accept_clients(); });
  accepting_->name("server");
  stopped_.clear();
}

// --- accepting ---------------------------------------------------------------

/// True if the running fiber is the one that accepts. A server that was stopped
/// has none, and one that was started again has another.
bool Server::accepts_here() const {
  return accepting_ && *accepting_ == current_fiber();
}

void Server::accept_clients() {
  while (accepts_here() && !listener_.closed()) {
    try {
      handlers_.wait_available();
      if (serve_some()) {
        yield();
      } else if (!listener_.wait_to_receive(WaitLimit())) {
        return;  // nothing can wake the hub any more
      }
    } catch (const SocketError& error) {
      if (!accepts_here()) return;  // stop() has closed the socket
      rest_after(error);
    } catch (const std::exception& error) {
      // No memory for a handler: the client is let go.
      rest_after(SocketError(ENOMEM, error.what()));
    }
  }
}

/// Serves the clients that are there, not too many in a row. Returns false if
/// there is none any more.
bool Server::serve_some() {
  for (std::size_t i = 0; i < options_.most_accepts && !handlers_.full(); ++i) {
    if (!serve_one()) return false;
    rest_ = options_.least_rest;
    failing_ = false;
  }
  return true;
}

void Server::failed(const SocketError& error) {
  if (options_.on_accept_error) {
    options_.on_accept_error(error);
  } else if (!failing_) {
    std::fprintf(stderr, "gfetch: the server at %s cannot accept: %s\n",
                 to_string(address_).c_str(), error.what());
  }
  failing_ = true;
}

void Server::rest_after(const SocketError& error) {
  failed(error);
  if (!accepts_here()) return;  // on_accept_error has stopped the server
  if (is_fatal(error)) {
    accepting_.reset();
    close();
    stopped_.set();
    return;
  }
  const Duration rest = rest_;
  rest_ = std::min(2 * rest_, options_.most_rest);
  sleep_for(rest);
}

// --- stopping ----------------------------------------------------------------

void Server::close() noexcept {
  listener_.close();
  path_.reset();
}

bool Server::stop(const WaitLimit& limit) {
  const std::optional<Fiber<void>> accepting =
      std::exchange(accepting_, std::nullopt);
  // A run() that waits goes on with what a stop() that is interrupted leaves.
  struct Stopped {
    Server& server;
    ~Stopped() {
      if (!server.started()) server.stopped_.set();
    }
  } const stopped{*this};
  // on_accept_error may stop the server that calls it.
  const bool others = accepting && !(*accepting == current_fiber());
  if (others) accepting->kill(KillMode::kLater);
  close();
  if (others) {
    // It uses the server, which may be destroyed after a stop() that was
    // interrupted.
    const KillShield shield;
    accepting->join();
  }
  std::vector<AnyFiber> left = others_of(handlers_);
  join_all(left, {.limit = limit});
  std::erase_if(left, [](const AnyFiber& fiber) { return fiber.ready(); });
  kill_all(left);
  return left.empty();
}

void Server::run() {
  start();
  try {
    wait_until_stopped();
  } catch (...) {
    stop();
    throw;
  }
  stop();
}

bool Server::wait_until_stopped(const WaitLimit& limit) {
  return stopped_.wait(limit);
}

void Server::end() noexcept {
  try {
    if (Hub::exists()) stop(std::chrono::seconds(0));
  } catch (...) {
    detail::report_from_destructor("a server");
  }
  close();
}

}  // namespace gfetch::net
