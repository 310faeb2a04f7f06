#include "gfetch/net/socket_address.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <charconv>
#include <cstring>
#include <stdexcept>

#include "gfetch/net/detail/socket_address.h"

namespace gfetch::net {
namespace {

constexpr std::size_t kPathBegin = offsetof(sockaddr_un, sun_path);
constexpr std::string_view kUnixScheme = "unix:";

/// Returns a copy of the bytes of a kernel's address as a T.
template <class T>
T as(const SocketAddress& address) noexcept {
  T copy{};
  std::memcpy(&copy, address.data(), sizeof copy);
  return copy;
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return port;
}

}  // namespace

IpAddress address_of(const sockaddr& socket_address) {
  IpAddress address;
  if (socket_address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &socket_address, sizeof v6);
    address.is_v6 = true;
    std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
  } else {
    sockaddr_in v4{};
    std::memcpy(&v4, &socket_address, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, 4);
  }
  return address;
}

SocketAddress::SocketAddress() noexcept : size_(kPathBegin) {
  static_assert(sizeof(bytes_) >= sizeof(sockaddr_un));
  const sa_family_t family = AF_UNIX;
  std::memcpy(bytes_.data(), &family, sizeof family);
}

SocketAddress::SocketAddress(const IpAddress& address,
                             std::uint16_t port) noexcept {
  if (address.is_v6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(bytes_.data(), &v6, sizeof v6);
    size_ = sizeof v6;
  } else {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
    std::memcpy(bytes_.data(), &v4, sizeof v4);
    size_ = sizeof v4;
  }
}

SocketAddress::SocketAddress(const void* kernel_address, std::size_t size)
    : SocketAddress() {
  // A client without a name may have an address of no bytes at all.
  if (size < sizeof(sa_family_t)) return;
  sa_family_t family = AF_UNSPEC;
  std::memcpy(&family, kernel_address, sizeof family);
  const bool known =
      family == AF_INET || family == AF_INET6 || family == AF_UNIX;
  if (!known || size > bytes_.size()) {
    throw std::invalid_argument("an address of an unknown family");
  }
  std::memcpy(bytes_.data(), kernel_address, size);
  size_ = static_cast<std::uint32_t>(size);
}

SocketAddress SocketAddress::unix_path(std::string_view path) {
  constexpr std::size_t kMost = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() > kMost) {
    throw std::invalid_argument("the path of a Unix socket is longer than " +
                                std::to_string(kMost) +
                                " bytes: " + std::string(path));
  }
  SocketAddress address;
  std::memcpy(address.bytes_.data() + kPathBegin, path.data(), path.size());
  // The null character behind a path belongs to the address, but not that
  // behind an abstract name.
  const bool abstract = path.empty() || path.front() == '\0';
  address.size_ =
      static_cast<std::uint32_t>(kPathBegin + path.size() + (abstract ? 0 : 1));
  return address;
}

SocketAddress SocketAddress::loopback(std::uint16_t port) noexcept {
  return {IpAddress{.bytes = {127, 0, 0, 1}}, port};
}

SocketAddress SocketAddress::any(std::uint16_t port) noexcept {
  return {IpAddress(), port};
}

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
  if (text.starts_with(kUnixScheme)) {
    std::string path(text.substr(kUnixScheme.size()));
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
      return std::nullopt;
    }
    if (path.front() == '@') path.front() = '\0';
    return unix_path(path);
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = text.substr(0, colon);
  const auto port = parse_port(text.substr(colon + 1));
  const auto ip = parse_address(host);
  // An IPv6 address without brackets could end with its port, or not.
  if (!ip || !port || (ip->is_v6 && !host.starts_with('['))) {
    return std::nullopt;
  }
  return SocketAddress(*ip, *port);
}

SocketFamily SocketAddress::family() const noexcept {
  switch (as<sockaddr>(*this).sa_family) {
    case AF_INET:
      return SocketFamily::kIpv4;
    case AF_INET6:
      return SocketFamily::kIpv6;
    default:
      return SocketFamily::kUnix;
  }
}

std::optional<IpAddress> SocketAddress::ip() const noexcept {
  if (family() == SocketFamily::kUnix) return std::nullopt;
  return address_of(*reinterpret_cast<const sockaddr*>(bytes_.data()));
}

std::uint16_t SocketAddress::port() const noexcept {
  switch (family()) {
    case SocketFamily::kIpv4:
      return ntohs(as<sockaddr_in>(*this).sin_port);
    case SocketFamily::kIpv6:
      return ntohs(as<sockaddr_in6>(*this).sin6_port);
    default:
      return 0;
  }
}

std::string_view SocketAddress::path() const noexcept {
  if (family() != SocketFamily::kUnix || size_ <= kPathBegin) return {};
  const char* const begin =
      reinterpret_cast<const char*>(bytes_.data()) + kPathBegin;
  std::string_view path(begin, size_ - kPathBegin);
  if (path.front() != '\0') path = path.substr(0, path.find('\0'));
  return path;
}

bool SocketAddress::operator==(const SocketAddress& other) const noexcept {
  return family() == other.family() && ip() == other.ip() &&
         port() == other.port() && path() == other.path();
}

std::string to_string(const SocketAddress& address) {
  const auto ip = address.ip();
  if (ip) {
    const std::string host =
        ip->is_v6 ? '[' + to_string(*ip) + ']' : to_string(*ip);
    return host + ':' + std::to_string(address.port());
  }
  std::string path(address.path());
  if (!path.empty() && path.front() == '\0') path.front() = '@';
  return std::string(kUnixScheme) + path;
}

}  // namespace gfetch::net
