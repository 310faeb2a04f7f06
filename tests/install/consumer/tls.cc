// A program that uses an installed gfetch::tls without gfetch::http.
#include <gfetch/fiber/hub.h>
#include <gfetch/tls/tls_socket.h>

#include <iostream>

int main() {
  gfetch::Hub hub;
  const gfetch::net::TlsContext trust =
      gfetch::net::TlsContext::client({.verify = false});
  auto [here, there] = gfetch::net::socket_pair();
  there.close();
  try {
    gfetch::net::TlsSocket::connect(std::move(here), trust, "localhost");
  } catch (const gfetch::net::SocketError& error) {
    std::cout << error.what() << '\n';
    return 0;
  }
  return 1;
}
