#include "gfetch/net/datagram_server.h"

#include <sys/socket.h>

#include <span>
#include <utility>

#include "gfetch/fiber/detail/deadline.h"
#include "unix_path.h"

namespace gfetch::net {
namespace {

/// The turn of one of the fibers that send.
class Turn {
 public:
  /// Throws SocketTimeout if `limit` expires before the turn has come.
  /// Blocks the calling fiber.
  Turn(Semaphore& turns, const WaitLimit& limit) : turns_(turns) {
    if (!turns.acquire(limit)) throw SocketTimeout("send_to");
  }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Semaphore& turns_;
};

}  // namespace

DatagramServer::DatagramServer(const SocketAddress& address, Handler handler,
                               const ServerOptions& options)
    : Server(address, options),
      handler_(std::make_shared<const Handler>(std::move(handler))),
      most_bytes_(options.most_bytes) {}

DatagramServer::DatagramServer(Socket bound, Handler handler,
                               const ServerOptions& options)
    : Server(std::move(bound), options),
      handler_(std::make_shared<const Handler>(std::move(handler))),
      most_bytes_(options.most_bytes) {}

DatagramServer::~DatagramServer() {
  end();
}

// Without reuse_address(), with which two servers could have the same port and
// each would miss what the other gets.
Socket DatagramServer::open(const SocketAddress& address,
                            const ListenOptions& options) {
  Socket socket(address.family(), SocketType::kDatagram);
  if (options.reuse_port) socket.reuse_port(true);
  bind_over_stale_path(socket, address, SocketType::kDatagram,
                       options.remove_stale_path);
  return socket;
}

bool DatagramServer::serve_one() {
  buffer_.resize(most_bytes_);
  SocketAddress from;
  const std::ptrdiff_t size = listener().try_receive_from(buffer_, from);
  if (size < 0) return false;
  handlers().spawn(
      [handler = handler_, from,
       data = buffer_.substr(0, static_cast<std::size_t>(size))]() mutable {
        (*handler)(std::move(data), from);
      });
  return true;
}

void DatagramServer::send_to(std::string_view data, const SocketAddress& to,
                             const WaitLimit& limit) {
  const detail::Deadline deadline(limit);
  const Turn turn(sending_, limit);
  listener().send_to(data, to, deadline.left());
}

}  // namespace gfetch::net
