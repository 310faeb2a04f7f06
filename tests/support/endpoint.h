#pragma once
/// Sockets for test servers: addresses and owned descriptors.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace gfetch::test {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

/// A numeric IPv4 or IPv6 address and a port.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;

  /// Returns the endpoint as text: `127.0.0.1:80` or `[::1]:80`.
  std::string text() const;
};

enum class Transport { kTcp, kUdp };

/// Creates a socket bound to `wanted`; for port 0 the kernel chooses a port.
/// Throws std::system_error on failure.
Descriptor bind_to(const Endpoint& wanted, Transport transport);

/// Creates a listening TCP socket bound to `wanted`, as bind_to() does.
Descriptor listen_on(const Endpoint& wanted, int backlog = 4096);

/// Returns the local address of a bound or connected socket.
Endpoint bound_endpoint(int fd);

/// Returns the remote address of a connected socket.
Endpoint remote_end(int fd);

/// Returns a TCP port that is free now. Another process may take the port
/// before the caller does; the caller must then try again.
std::uint16_t free_port(std::string_view address = "127.0.0.1");

/// Returns true if this machine has the address ::1.
bool has_ipv6();

}  // namespace gfetch::test
