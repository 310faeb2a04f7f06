#pragma once
/// Logins kept in a file, as ftp, wget and curl read it from ~/.netrc. A plain
/// value: no I/O.
///
///   machine example.org login ann password s3cret
///   machine other.test
///     login "ben of \"other\""
///     password "two words"
///   default login anonymous password me@example.org
///
/// Words are divided by blanks and ends of lines; `account` is read and not
/// used, `macdef` is passed over up to the next empty line, and a word that
/// begins with # where a keyword is due begins a comment.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/net/result.h"
#include "gfetch/web/login.h"

namespace gfetch::web {

class Netrc {
 public:
  /// The error names the line, and repeats nothing of it.
  /// Never blocks.
  static Result<Netrc> parse(std::string_view text);

  /// The first login for the machine `host`, or that for `user` if one is
  /// named. An entry without name and password is none, and what one entry
  /// lacks no other makes up for.
  /// Never blocks.
  std::optional<Login> login_for(std::string_view host,
                                 std::string_view user = {}) const;

  /// As login_for, and where no entry names the machine, the default one.
  /// Never blocks.
  std::optional<Login> login_or_default(std::string_view host,
                                        std::string_view user = {}) const;

 private:
  class Parser;

  struct Entry {
    std::string machine;  ///< lower case; empty: the default
    Login login;
  };

  static bool serves(const Entry& entry, std::string_view user);
  static std::optional<Login> login_in(const Entry& entry,
                                       std::string_view user);

  std::vector<Entry> entries_;  ///< in the order of the file
};

}  // namespace gfetch::web
