#pragma once
/// A SOCKS5 proxy that remembers what it was asked: which login, and whether
/// it was given a name or an address. Every connection goes to one port of
/// this machine, whatever host it asks for.

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
  /// Connects all to `port`. `login` is `USER:PASSWORD`, and asked for when it
  /// is not empty.
  explicit SocksServer(std::uint16_t port, std::string login = {});
  ~SocksServer();
  SocksServer(const SocksServer&) = delete;
  SocksServer& operator=(const SocksServer&) = delete;

  std::string address() const;  ///< `127.0.0.1:PORT`
  std::vector<SocksRequest> seen() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
