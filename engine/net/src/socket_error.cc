#include "gfetch/net/socket_error.h"

#include <cerrno>

namespace gfetch::net {

SocketError::SocketError(int system_error, const std::string& what)
    : std::system_error(system_error, std::generic_category(), what) {}

bool SocketError::out_of_descriptors() const noexcept {
  return system_error() == EMFILE || system_error() == ENFILE;
}

SocketTimeout::SocketTimeout(const std::string& what)
    : SocketError(ETIMEDOUT, what) {}

UnexpectedEnd::UnexpectedEnd(const std::string& what)
    : SocketError(ECONNRESET, what) {}

TooLong::TooLong(const std::string& what) : SocketError(EMSGSIZE, what) {}

}  // namespace gfetch::net
