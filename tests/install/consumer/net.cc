// A program that uses an installed gfetch::net without gfetch::http.
#include <gfetch/fiber/hub.h>
#include <gfetch/net/address.h>
#include <gfetch/net/resolver.h>
#include <gfetch/net/socket.h>

#include <iostream>

int main() {
  gfetch::Hub hub;
  gfetch::net::Resolver resolver;
  const auto addresses =
      resolver.resolve("127.0.0.1", gfetch::net::AddressFamily::kIpv4);
  if (!addresses) return 1;
  std::cout << gfetch::net::to_string((*addresses)->front()) << '\n';
  auto [here, there] = gfetch::net::socket_pair();
  here.send_all("sent\n");
  std::string received(5, '\0');
  if (there.receive(received) != received.size()) return 1;
  std::cout << received;
  return 0;
}
