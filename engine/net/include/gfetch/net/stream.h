#pragma once
/// A stream of bytes in both directions: what Socket and TlsSocket have in
/// common, so that a protocol is written once for both.
///
///   void echo(gfetch::net::Stream& peer) {
///     std::array<char, 4096> buffer{};
///     while (const std::size_t got = peer.receive(buffer)) {
///       peer.send_all({buffer.data(), got});
///     }
///   }
///
/// Each function that blocks has two forms. Without a limit it takes the
/// stream's timeout(); with one it takes that limit in place of the timeout.
/// When the limit expires, both throw SocketTimeout.
///
/// One fiber may read while another writes. Two that read, or two that write,
/// are a mistake: the second gets ConcurrentUse. A fiber that closes the stream
/// wakes the others, which get a SocketError with EBADF. To destroy a stream is
/// to close it.
///
/// A stream belongs to the hub of the thread that made it.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/socket_error.h"

namespace gfetch::net {

class Socket;

/// The halves of a connection.
enum class Half { kRead, kWrite, kBoth };

class Stream {
 public:
  virtual ~Stream();

  /// The time that each call may wait for the peer; without one, for ever. It
  /// limits a whole send_all(), as in gevent. 60 s is a good one for a server.
  void timeout(TimeLimit limit) noexcept { timeout_ = limit; }
  const TimeLimit& timeout() const noexcept { return timeout_; }

  /// Receives what is there, at most `into.size()` bytes, and waits while there
  /// is nothing. Returns the number of bytes; 0 at the end of the stream, and
  /// for an empty `into`. Throws SocketError (ECONNRESET: the peer is gone),
  /// and SocketTimeout; nothing is lost then.
  /// Blocks the calling fiber if nothing has arrived.
  std::size_t receive(std::span<char> into) {
    return receive(into, WaitLimit(timeout_));
  }
  virtual std::size_t receive(std::span<char> into, const WaitLimit& limit) = 0;

  /// Waits until receive() would return at once, so that a server needs no
  /// buffer for a silent client. Returns false if `limit` expired first.
  /// Blocks the calling fiber if nothing has arrived.
  [[nodiscard]] virtual bool wait_to_receive(const WaitLimit& limit) = 0;

  /// Sends a first part of `data`, and returns its length, at least 1 unless
  /// `data` is empty. Throws SocketError (EPIPE, ECONNRESET: the peer is gone),
  /// and SocketTimeout; nothing was sent then.
  /// Blocks the calling fiber while the kernel's buffer is full.
  std::size_t send(std::string_view data) {
    return send(data, WaitLimit(timeout_));
  }
  virtual std::size_t send(std::string_view data, const WaitLimit& limit) = 0;

  /// Sends all of `data`, or the parts in turn, which need not be copied
  /// together first. Throws as send() does. After an exception, also a kill,
  /// some of it may have been sent: the stream is of no more use but to close.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void send_all(std::string_view data) { send_all(data, WaitLimit(timeout_)); }
  void send_all(std::string_view data, const WaitLimit& limit) {
    send_all(std::span(&data, 1), limit);
  }
  void send_all(std::initializer_list<std::string_view> parts) {
    send_all(std::span(parts.begin(), parts.size()), WaitLimit(timeout_));
  }
  void send_all(std::span<const std::string_view> parts) {
    send_all(parts, WaitLimit(timeout_));
  }
  virtual void send_all(std::span<const std::string_view> parts,
                        const WaitLimit& limit) = 0;

  /// Sends `count` bytes of the open file `file`, a descriptor, from `offset`
  /// on; all that are left if the file is shorter. Returns the number of bytes
  /// sent. The file's own position stays. To read a file blocks the thread for
  /// as long as the disk takes. Throws as send_all() does, and
  /// std::system_error if the file cannot be read. Blocks the calling fiber
  /// while the kernel's buffer is full.
  std::uint64_t send_file(int file, std::uint64_t offset, std::uint64_t count) {
    return send_file(file, offset, count, WaitLimit(timeout_));
  }
  virtual std::uint64_t send_file(int file, std::uint64_t offset,
                                  std::uint64_t count, const WaitLimit& limit);

  /// Tells the peer that nothing more comes: its receive() returns 0 behind all
  /// that was sent. The other direction stays open. Throws SocketError
  /// (ENOTCONN: the peer is gone).
  /// Blocks the calling fiber if the stream is of TLS and the kernel's buffer
  /// is full.
  virtual void end_sending() = 0;

  /// Closes the stream. Waits of other fibers in it end with EBADF. What was
  /// sent still arrives, unless bytes of the peer were never received. A second
  /// call does nothing.
  virtual void close() noexcept = 0;
  virtual bool closed() const noexcept = 0;

  /// The socket that the stream is made of, for its addresses and options.
  virtual Socket& socket() noexcept = 0;

 protected:
  Stream() = default;
  Stream(Stream&&) = default;
  Stream& operator=(Stream&&) = default;

 private:
  TimeLimit timeout_;
};

}  // namespace gfetch::net
