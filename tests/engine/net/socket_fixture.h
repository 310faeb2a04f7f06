#pragma once
/// What the tests of sockets have in common: connected pairs, and what a call
/// has thrown.

#include <cerrno>
#include <functional>
#include <string>
#include <utility>

#include "gfetch/net/socket.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch::net {

/// Two ends that are connected with each other.
struct Ends {
  Socket here;
  Socket there;
};

inline Ends unix_pair() {
  auto [here, there] = socket_pair();
  return {std::move(here), std::move(there)};
}

inline Ends tcp_pair() {
  Socket listener = listen_on(SocketAddress::loopback(0));
  Socket here = create_connection(listener.local_address());
  return {std::move(here), listener.accept()};
}

/// Receives what is there, at most 64 KiB; empty at the end of the stream.
inline std::string receive(Stream& from) {
  std::string bytes(65'536, '\0');
  bytes.resize(from.receive(bytes));
  return bytes;
}

/// Receives to the end of the stream.
inline std::string receive_all(Stream& from) {
  std::string all;
  for (std::string piece; !(piece = receive(from)).empty();) all += piece;
  return all;
}

/// Sends until the kernel takes no more. Returns the number of bytes.
inline std::size_t fill(Socket& socket) {
  const std::string piece(65'536, 'x');
  std::size_t sent = 0;
  std::ptrdiff_t done = 0;
  while ((done = socket.try_send(piece)) > 0) {
    sent += static_cast<std::size_t>(done);
  }
  return sent;
}

/// Receives and drops `count` bytes.
inline void drain(Stream& from, std::size_t count) {
  while (count > 0) count -= receive(from).size();
}

/// The errno of the SocketError that `call` throws; 0: none.
inline int error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const SocketError& error) {
    return error.system_error();
  }
  return 0;
}

class SocketTest : public RealHubTest {};

}  // namespace gfetch::net
