#pragma once
/// A SOCKS5 proxy that records the login and the target (a name or an address)
/// of each request. It connects every request to one port of this machine,
/// whatever the requested host.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gfetch::test {

struct SocksRequest {
  std::string login;   ///< `USER:PASSWORD`; empty: no login
  std::string target;  ///< `name a.test:80` or `address 10.0.0.1:80`
};

class SocksServer {
 public:
  /// Starts a proxy that connects every request to `port`. If `login`, a text
  /// `USER:PASSWORD`, is not empty, the proxy requires it.
  explicit SocksServer(std::uint16_t port, std::string login = {});
  ~SocksServer();
  SocksServer(const SocksServer&) = delete;
  SocksServer& operator=(const SocksServer&) = delete;

  std::string address() const;  ///< the proxy's address `127.0.0.1:PORT`
  std::vector<SocksRequest> seen() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
