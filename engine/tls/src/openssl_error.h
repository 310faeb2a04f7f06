#pragma once
/// OpenSSL's queue of errors, which belongs to the thread: it is emptied before
/// each call of OpenSSL and read right behind it, with no other fiber between.

#include <string>

#include "gfetch/tls/tls_socket.h"

namespace gfetch::net {

/// Takes OpenSSL's oldest error as a sentence, and empties the queue; "unknown
/// error" if there is none.
std::string take_openssl_error();

/// Throws TlsError of `kind`, with `what` and OpenSSL's sentence.
[[noreturn]] void throw_tls(TlsError::Kind kind, const std::string& what);

}  // namespace gfetch::net
