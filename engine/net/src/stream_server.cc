#include "gfetch/net/stream_server.h"

#include <utility>

namespace gfetch::net {
namespace {

using Handler = StreamServer::Handler;

void serve(const Handler& handler, const StreamWrapper& wrap, Socket socket,
           const SocketAddress& address) {
  if (!wrap) {
    handler(socket, address);
    return;
  }
  const std::unique_ptr<Stream> stream = wrap(std::move(socket));
  if (stream != nullptr) handler(*stream, address);
}

}  // namespace

/// What the fibers of the connections share.
struct StreamServer::Service {
  Handler handler;
  StreamWrapper wrap;
};

StreamServer::StreamServer(const SocketAddress& address, Handler handler,
                           const ServerOptions& options)
    : Server(address, options),
      service_(
          std::make_shared<Service>(Service{std::move(handler), options.wrap})),
      no_delay_(options.no_delay) {}

StreamServer::StreamServer(Socket listening, Handler handler,
                           const ServerOptions& options)
    : Server(std::move(listening), options),
      service_(
          std::make_shared<Service>(Service{std::move(handler), options.wrap})),
      no_delay_(options.no_delay) {}

StreamServer::~StreamServer() {
  end();
}

Socket StreamServer::open(const SocketAddress& address,
                          const ListenOptions& options) {
  return listen_on(address, options);
}

bool StreamServer::serve_one() {
  SocketAddress address;
  Socket peer = listener().try_accept(&address);
  if (peer.closed()) return false;
  if (no_delay_ && address.ip()) peer.no_delay(true);
  handlers().spawn(
      [service = service_, address, peer = std::move(peer)]() mutable {
        serve(service->handler, service->wrap, std::move(peer), address);
      });
  return true;
}

}  // namespace gfetch::net
