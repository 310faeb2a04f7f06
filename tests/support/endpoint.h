#pragma once
/// Sockets of the test servers: where they listen, and who owns a descriptor.

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

  /// `127.0.0.1:80`, `[::1]:80`.
  std::string text() const;
};

enum class Transport { kTcp, kUdp };

/// A socket bound to `wanted`; port 0 lets the kernel choose. Throws
/// std::system_error when it cannot be had.
Descriptor bind_to(const Endpoint& wanted, Transport transport);

/// As bind_to over TCP, and listening.
Descriptor listen_on(const Endpoint& wanted, int backlog = 4096);

/// Where a bound socket is, and the local end of a connected one.
Endpoint local_end(int fd);

/// The other end of a connected socket.
Endpoint remote_end(int fd);

/// A TCP port that nobody has now. Somebody may have it a moment later: try
/// again then.
std::uint16_t free_port(std::string_view address = "127.0.0.1");

/// Whether this machine has ::1.
bool has_ipv6();

}  // namespace gfetch::test
