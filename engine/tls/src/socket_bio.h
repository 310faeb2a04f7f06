#pragma once
/// A BIO, OpenSSL's stream of bytes, on a non-blocking descriptor. Unlike
/// OpenSSL's own it raises no SIGPIPE and tells the errno.

#include <openssl/bio.h>

namespace gfetch::net {

/// The state of a descriptor under a BIO; it must outlive the BIO.
struct BioSocket {
  int fd = -1;
  int error = 0;       // the errno of the last call; 0: it did not fail
  bool ended = false;  // the peer has ended the connection
};

/// Returns a new BIO, which the caller owns. Throws std::bad_alloc.
BIO* new_socket_bio(BioSocket& socket);

}  // namespace gfetch::net
