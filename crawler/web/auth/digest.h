#pragma once
/// Digest authentication (RFC 7616, and RFC 2069 for servers without qop): a
/// login is proved by a hash over it, the server's nonce and the request. Pure:
/// numbers and randomness are passed in.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/web/login.h"
#include "web/auth/challenge.h"
#include "web/hash/hash.h"

namespace gfetch::web {

enum class DigestQop { kNone, kAuth, kAuthInt };

/// A challenge that we can meet.
struct DigestChallenge {
  std::string realm;
  std::string nonce;
  std::optional<std::string> opaque;
  std::string algorithm;  ///< as the server wrote it; empty: it did not
  HashFunction hash = HashFunction::kMd5;
  bool session = false;  ///< the `-sess` of the algorithm
  DigestQop qop = DigestQop::kNone;
  bool stale = false;       ///< the proof was right, but of an old nonce
  bool hides_user = false;  ///< wants a hash in place of the name
};

/// Nothing: it is no Digest, or one of an unknown kind, or has no nonce.
std::optional<DigestChallenge> digest_challenge(const Challenge& challenge);

/// What is to be proved to belong together.
struct DigestRequest {
  std::string_view method = "GET";
  std::string_view target = "/";  ///< path and query
  std::string_view body = {};
  std::uint32_t number = 1;  ///< of the requests with this nonce
  std::string_view client_nonce = {};
};

/// The Authorization field that meets `challenge`.
std::string digest_authorization(const DigestChallenge& challenge,
                                 const Login& login,
                                 const DigestRequest& request);

}  // namespace gfetch::web
