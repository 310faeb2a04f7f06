#pragma once
/// Digest authentication (RFC 7616, and RFC 2069 for servers without qop). The
/// client proves that it knows the password by a hash over the login, the
/// server's nonce and the request. Pure: the caller passes counters and random
/// values in.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/web/login.h"
#include "web/auth/challenge.h"
#include "web/hash/hash.h"

namespace gfetch::web {

enum class DigestQop { kNone, kAuth, kAuthInt };

/// A Digest challenge with a known algorithm and qop.
struct DigestChallenge {
  std::string realm;
  std::string nonce;
  std::optional<std::string> opaque;
  std::string algorithm;  ///< the server's spelling; empty when absent
  HashFunction hash = HashFunction::kMd5;
  bool session = false;  ///< the algorithm has the suffix `-sess`
  DigestQop qop = DigestQop::kNone;
  bool stale = false;       ///< the nonce has expired; the login is correct
  bool hides_user = false;  ///< the user name must be sent as a hash
};

/// Parses a Digest challenge. Returns nothing when `challenge` has another
/// scheme, no realm or nonce, or an unknown algorithm or qop.
std::optional<DigestChallenge> digest_challenge(const Challenge& challenge);

/// The parts of a request that the Digest hash covers.
struct DigestRequest {
  std::string_view method = "GET";
  std::string_view target = "/";  ///< the path and the query of the URL
  std::string_view body = {};
  std::uint32_t number = 1;  ///< the nonce count, from 1 for each nonce
  std::string_view client_nonce = {};
};

/// Returns the value of the Authorization header that answers `challenge`.
std::string digest_authorization(const DigestChallenge& challenge,
                                 const Login& login,
                                 const DigestRequest& request);

}  // namespace gfetch::web
