#pragma once
/// User names and passwords, and the rules for sending them to servers.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/net/result.h"

namespace gfetch::web {

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

/// Logins in a netrc file, which ftp, wget and curl read from ~/.netrc. A plain
/// value without I/O.
///
///   machine example.org login ann password s3cret
///   machine other.test
///     login "ben of \"other\""
///     password "two words"
///   default login anonymous password me@example.org
///
/// Spaces, tabs and line ends separate words. `account` is parsed and ignored,
/// `macdef` is skipped up to the next empty line, and a `#` in the place of a
/// keyword starts a comment.
class Netrc {
 public:
  /// Parses a netrc file. The error names the line but does not quote it,
  /// because the line may contain a password.
  static Result<Netrc> parse(std::string_view text);

  /// Returns the login of the first entry for the machine `host`, or, if `user`
  /// is not empty, of the first entry for `host` and `user`. Returns nothing
  /// when there is no such entry or when the entry has neither user nor
  /// password. Entries are not merged.
  std::optional<Login> login_for(std::string_view host,
                                 std::string_view user = {}) const;

  /// Returns the same as login_for(), but uses the default entry when no entry
  /// names `host`.
  std::optional<Login> login_or_default(std::string_view host,
                                        std::string_view user = {}) const;

 private:
  class Parser;

  struct Entry {
    std::string machine;  ///< in lower case; empty for the default entry
    Login login;
  };

  static bool matches_user(const Entry& entry, std::string_view user);
  static std::optional<Login> login_in(const Entry& entry,
                                       std::string_view user);

  std::vector<Entry> entries_;  ///< the entries in the order of the file
};

struct LoginOptions {
  /// The login that the user gave, which is sent to the origin of each seed.
  std::optional<Login> login = std::nullopt;
  LoginScheme scheme = LoginScheme::kBasic;
  /// The logins of a netrc file, for hosts without `login`; or null.
  std::shared_ptr<const Netrc> netrc = nullptr;
};

}  // namespace gfetch::web
