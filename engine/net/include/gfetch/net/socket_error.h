#pragma once
/// What the functions of sockets throw. Code that reads synchronously has no
/// use for the rest of a conversation when a part of it failed, so that a
/// failure is an exception here, as in gevent. (A client of many URLs wants the
/// failure as a value: HttpClient returns a Result.)
///
///   try {
///     gfetch::net::Socket peer = gfetch::net::create_connection(address, 1s);
///     peer.send_all("hello\n");
///   } catch (const gfetch::net::SocketTimeout&) {
///     std::printf("too slow\n");
///   } catch (const gfetch::net::SocketError& error) {
///     std::printf("%s\n", std::strerror(error.system_error()));
///   }
///
/// The end of a stream is no failure: receive() returns 0 then. Kills and
/// Timeouts of the fiber pass through as in each function that blocks.

#include <stdexcept>
#include <string>
#include <system_error>

namespace gfetch::net {

/// A failed call of a socket. code() has the errno, such as ECONNRESET; what()
/// says which call failed, and of which address.
class SocketError : public std::system_error {
 public:
  SocketError(int system_error, const std::string& what);

  /// The errno.
  int system_error() const noexcept { return code().value(); }
  /// True if the process or the system has no file descriptor left (EMFILE,
  /// ENFILE).
  bool out_of_descriptors() const noexcept;
};

/// The limit of a call expired, or the socket's own timeout: ETIMEDOUT. (The
/// kernel's own limit for a peer that does not answer is a SocketError with the
/// same errno.)
class SocketTimeout : public SocketError {
 public:
  explicit SocketTimeout(const std::string& what);
};

/// A stream ended where more had to come: ECONNRESET, or what TlsError says of
/// a stream that was cut.
class UnexpectedEnd : public SocketError {
 public:
  explicit UnexpectedEnd(const std::string& what);
};

/// A line or another part of a stream was longer than its limit: EMSGSIZE.
class TooLong : public SocketError {
 public:
  explicit TooLong(const std::string& what);
};

/// A fiber reads from a socket while another fiber waits to read from it, or
/// writes while another waits to write: both would get parts of what belongs
/// together. gevent: ConcurrentObjectUseError.
class ConcurrentUse : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace gfetch::net
