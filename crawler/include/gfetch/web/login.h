#pragma once
/// User names and passwords, and the rules for sending them to servers.

#include <memory>
#include <optional>
#include <string>

namespace gfetch::web {

class Netrc;

struct Login {
  std::string user;
  std::string password;

  bool operator==(const Login&) const = default;
};

/// The authentication scheme of a request (RFC 9110, 11). kBasic sends user
/// name and password with the first request (RFC 7617). kDigest waits for the
/// server's challenge and answers it with a hash over them (RFC 7616). kAny
/// waits for the challenge and uses the scheme that it names, Digest if it
/// names both.
enum class LoginScheme { kBasic, kDigest, kAny };

struct LoginOptions {
  /// The user's login, sent to the origin of each seed.
  std::optional<Login> login = std::nullopt;
  LoginScheme scheme = LoginScheme::kBasic;
  std::shared_ptr<const Netrc> netrc = nullptr;  ///< for hosts without `login`
};

}  // namespace gfetch::web
