#pragma once
/// Names and passwords, and by which rules they are shown to servers.

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

/// How a request logs in. kBasic sends name and password at once. kDigest
/// sends a proof that it knows them, once the server has said what it is to be
/// made of. kAny does what the server asks for, and rather the latter.
enum class LoginScheme { kBasic, kDigest, kAny };

struct LoginOptions {
  /// Of the user, for the origin of each URL.
  std::optional<Login> login = std::nullopt;
  LoginScheme scheme = LoginScheme::kBasic;
  std::shared_ptr<const Netrc> netrc = nullptr;  ///< for those without
};

}  // namespace gfetch::web
