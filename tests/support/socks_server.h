#pragma once
/// A SOCKS5 proxy that records the login and the target of each request, which
/// is a name or an address. It connects every request to one port of this
/// machine and ignores the requested host.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gfetch::test {

struct SocksRequest {
  std::string login;   ///< `USER:PASSWORD`; empty: none was offered
  std::string target;  ///< `name a.test:80`, `address 10.0.0.1:80`
};

class SocksServer {
 public:
  /// Connects every request to `port`. `login` is `USER:PASSWORD`; if it is not
  /// empty, the proxy requires it.
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
