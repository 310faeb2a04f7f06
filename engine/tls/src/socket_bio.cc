#include "socket_bio.h"

#include <sys/socket.h>

#include <cerrno>
#include <new>

namespace gfetch::net {
namespace {

/// Tells OpenSSL what a system call has returned.
int told(BIO* bio, BioSocket& socket, ssize_t done, bool reads) noexcept {
  BIO_clear_retry_flags(bio);
  socket.error = done < 0 ? errno : 0;
  if (done >= 0) return static_cast<int>(done);
  if (socket.error == EAGAIN || socket.error == EINTR) {
    socket.error = 0;
    reads ? BIO_set_retry_read(bio) : BIO_set_retry_write(bio);
  }
  return -1;
}

BioSocket& socket_of(BIO* bio) noexcept {
  return *static_cast<BioSocket*>(BIO_get_data(bio));
}

int read_bytes(BIO* bio, char* into, int size) noexcept {
  BioSocket& socket = socket_of(bio);
  const ssize_t got = recv(socket.fd, into, static_cast<std::size_t>(size), 0);
  if (got == 0) socket.ended = true;
  return told(bio, socket, got, /*reads=*/true);
}

int write_bytes(BIO* bio, const char* bytes, int size) noexcept {
  BioSocket& socket = socket_of(bio);
  const ssize_t sent =
      send(socket.fd, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  return told(bio, socket, sent, /*reads=*/false);
}

long control(BIO* bio, int command, long /*number*/,
             void* /*pointer*/) noexcept {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return socket_of(bio).ended ? 1 : 0;
    default:
      return 0;
  }
}

/// The functions of the BIO, made once for the process.
const BIO_METHOD* method() {
  static const BIO_METHOD* const ours = [] {
    BIO_METHOD* const made =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "gfetch");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(made, &read_bytes);
    BIO_meth_set_write(made, &write_bytes);
    BIO_meth_set_ctrl(made, &control);
    return made;
  }();
  return ours;
}

}  // namespace

BIO* new_socket_bio(BioSocket& socket) {
  BIO* const bio = BIO_new(method());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace gfetch::net
