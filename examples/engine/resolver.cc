// Resolves names that need no DNS query: an address and localhost. For any
// other name, the calling fiber would wait for DNS.

#include "gfetch/net/resolver.h"

#include <cstdio>
#include <string_view>

#include "gfetch/fiber/hub.h"
#include "gfetch/net/address.h"

namespace {

void connect_to(const gfetch::net::IpAddress& address) {
  std::printf("connecting to %s\n", gfetch::net::to_string(address).c_str());
}

gfetch::Result<void> call(gfetch::net::Resolver& resolver,
                          std::string_view host) {
  auto addresses = resolver.resolve(host, gfetch::net::AddressFamily::kIpv4);
  if (!addresses) return addresses.error();
  connect_to((*addresses)->front());
  return {};
}

}  // namespace

int main() {
  gfetch::Hub hub;
  gfetch::net::Resolver resolver;
  for (const char* host : {"192.0.2.1", "localhost", "printer.localhost"}) {
    if (auto called = call(resolver, host); !called) {
      std::puts(called.error().message.c_str());
    }
  }
  const bool known = resolver.cached("example.org").has_value();
  std::puts(known ? "example.org is known" : "example.org would be asked for");
}
