#include "gfetch/net/socket.h"
#include "unix_path.h"

namespace gfetch::net {

Socket listen_on(const SocketAddress& address, const ListenOptions& options) {
  Socket socket(address.family(), SocketType::kStream);
  // Without it the port of a server that has ended is taken for a minute.
  if (address.ip()) socket.reuse_address(true);
  if (options.reuse_port) socket.reuse_port(true);
  bind_over_stale_path(socket, address, SocketType::kStream,
                       options.remove_stale_path);
  socket.listen(options.backlog);
  return socket;
}

}  // namespace gfetch::net
