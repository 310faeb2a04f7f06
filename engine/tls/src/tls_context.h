#pragma once
/// What the connections of one configuration share.

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/tls/tls_socket.h"

namespace gfetch::net {

/// Frees an object of OpenSSL's.
template <auto kFree>
struct OpensslFree {
  template <class T>
  void operator()(T* object) const noexcept {
    kFree(object);
  }
};

using SslContext = std::unique_ptr<SSL_CTX, OpensslFree<&SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, OpensslFree<&SSL_free>>;

struct TlsContext::State {
  SslContext context;
  std::string alpn;  // in the form of RFC 7301: each name behind its length
  bool verifies = true;
  // Further certificates of a server, by name.
  std::vector<std::pair<std::string, SslContext>> hosts;
};

}  // namespace gfetch::net
