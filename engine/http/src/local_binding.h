#pragma once
/// Binds the sockets of a client to a local address or a network interface.

#include <optional>
#include <string>

#include "gfetch/net/address.h"

namespace gfetch::http {

class LocalBinding {
 public:
  /// `interface` is an address or an interface's name; empty: anywhere.
  explicit LocalBinding(const std::string& interface);

  /// A socket of that family and type (SOCK_STREAM, SOCK_DGRAM) that does not
  /// block; -1, and errno says why.
  int open(int family, int type) const;

 private:
  bool bind_socket(int fd, int family) const;

  std::optional<net::IpAddress> address_;
  std::string device_;
};

}  // namespace gfetch::http
