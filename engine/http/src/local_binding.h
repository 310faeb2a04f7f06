#pragma once
/// Binds the sockets of a client to a local address or a network interface.

#include <optional>
#include <string>

#include "gfetch/net/address.h"

namespace gfetch::http {

class LocalBinding {
 public:
  /// `interface` is a local IP address or the name of a network interface;
  /// empty: sockets are not bound.
  explicit LocalBinding(const std::string& interface);

  /// Opens a non-blocking socket of `family` and `type` (SOCK_STREAM,
  /// SOCK_DGRAM), and binds it. Returns its descriptor, or -1 and sets errno.
  int open(int family, int type) const;

 private:
  bool bind_socket(int fd, int family) const;

  std::optional<net::IpAddress> address_;
  std::string device_;
};

}  // namespace gfetch::http
