#pragma once
/// The address of a socket: an IP address with a port, or the path of a Unix
/// socket.
///
///   for (const char* text :
///        {"127.0.0.1:8080", "[::1]:8080", "unix:/run/app.sock"}) {
///     const auto address = gfetch::net::SocketAddress::parse(text);
///     std::printf("%s, port %d\n", to_string(*address).c_str(),
///                 address->port());
///   }

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/net/address.h"

namespace gfetch::net {

/// The families of sockets.
enum class SocketFamily { kIpv4, kIpv6, kUnix };

class SocketAddress {
 public:
  /// Constructs the address of a Unix socket that has no name, such as that of
  /// a client.
  SocketAddress() noexcept;
  SocketAddress(const IpAddress& address, std::uint16_t port) noexcept;
  /// Copies an address of the kernel, a sockaddr of `size` bytes. Throws
  /// std::invalid_argument for a family other than those of SocketFamily.
  SocketAddress(const void* kernel_address, std::size_t size);

  /// The address of a Unix socket: a path, or a name of the abstract namespace,
  /// which begins with a null character. Throws std::invalid_argument if `path`
  /// is longer than the kernel allows, 107 bytes.
  static SocketAddress unix_path(std::string_view path);
  /// 127.0.0.1 with `port`.
  static SocketAddress loopback(std::uint16_t port) noexcept;
  /// 0.0.0.0 with `port`: all IPv4 addresses of the machine.
  static SocketAddress any(std::uint16_t port) noexcept;
  /// Parses `1.2.3.4:80`, `[::1]:80`, `unix:/path` or `unix:@abstract`. Returns
  /// nullopt for other text, such as a name of a host.
  static std::optional<SocketAddress> parse(std::string_view text);

  SocketFamily family() const noexcept;
  /// The IP address; nullopt for a Unix socket.
  std::optional<IpAddress> ip() const noexcept;
  /// The port; 0 for a Unix socket.
  std::uint16_t port() const noexcept;
  /// The path of a Unix socket, or its abstract name with the null character
  /// before it; empty if it has none, and for an IP address.
  std::string_view path() const noexcept;

  /// The sockaddr for the kernel, and its size in bytes.
  const void* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return size_; }

  /// True for the same family, IP address, port and path.
  bool operator==(const SocketAddress& other) const noexcept;

 private:
  // As large as the kernel's largest of these families, sockaddr_un.
  alignas(8) std::array<std::byte, 112> bytes_{};
  std::uint32_t size_ = 0;
};

/// Returns an address as text that parse() understands: `127.0.0.1:80`,
/// `[::1]:80`, `unix:/path`, `unix:@abstract`; `unix:` without a name.
std::string to_string(const SocketAddress& address);

}  // namespace gfetch::net
