#include "gfetch/http_server/http_server.h"

#include <utility>

#include "connection.h"

namespace gfetch::http {

using server::Connection;
using server::Service;

// The handlers of connections share the service: a handler may destroy the
// server that it belongs to.
class HttpServer::State {
 public:
  template <class Where>
  State(Where&& where, HttpHandler handler, HttpServerOptions options)
      : service_(make_service(std::move(handler), std::move(options))),
        server_(
            std::forward<Where>(where),
            [service = service_](net::Stream& stream,
                                 const net::SocketAddress& peer) {
              Connection(*service, stream, peer).run();
            },
            service_->options.connections) {}

  void start() {
    service_->stopping = false;
    server_.start();
  }

  bool stop(const WaitLimit& limit) {
    service_->stopping = true;
    while (!service_->idle.empty()) {
      Connection& idle = service_->idle.front();
      idle.unlink();
      idle.close_idle();
    }
    return server_.stop(limit);
  }

  net::StreamServer& server() noexcept { return server_; }
  Service& service() noexcept { return *service_; }
  const std::shared_ptr<Service>& shared_service() noexcept { return service_; }

 private:
  static std::shared_ptr<Service> make_service(HttpHandler handler,
                                               HttpServerOptions options) {
    auto service = std::make_shared<Service>();
    service->head_limits = {options.limits.request_line, options.limits.head,
                            options.limits.fields};
    service->handler = std::move(handler);
    service->options = std::move(options);
    return service;
  }

  std::shared_ptr<Service> service_;
  net::StreamServer server_;
};

HttpServer::HttpServer(const net::SocketAddress& address, HttpHandler handler,
                       HttpServerOptions options)
    : state_(std::make_unique<State>(address, std::move(handler),
                                     std::move(options))) {}

HttpServer::HttpServer(net::Socket listening, HttpHandler handler,
                       HttpServerOptions options)
    : state_(std::make_unique<State>(std::move(listening), std::move(handler),
                                     std::move(options))) {}

HttpServer::~HttpServer() {
  state_->service().stopping = true;
}

void HttpServer::start() {
  state_->start();
}

void HttpServer::run() {
  start();
  try {
    [[maybe_unused]] const bool stopped = state_->server().wait_until_stopped();
  } catch (...) {
    stop();
    throw;
  }
  stop();
}

bool HttpServer::stop() {
  return stop(state_->service().options.connections.stop_limit);
}

bool HttpServer::stop(const WaitLimit& limit) {
  return state_->stop(limit);
}

const net::SocketAddress& HttpServer::address() const noexcept {
  return state_->server().address();
}

std::size_t HttpServer::connections() const noexcept {
  return state_->service().connections;
}

void HttpServer::serve(net::Stream& stream, const net::SocketAddress& peer) {
  const std::shared_ptr<Service> service = state_->shared_service();
  Connection(*service, stream, peer).run();
}

}  // namespace gfetch::http
