#include "gfetch/web/login.h"

#include <algorithm>
#include <utility>

#include "web/text/text.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kWhitespace = " \t\r\n";

}  // namespace

class Netrc::Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Result<Netrc> parse() {
    while (skip_whitespace()) {
      if (rest_.front() == '#') {
        take_line(rest_);
        ++line_;
        continue;
      }
      const std::optional<std::string> keyword = word();
      if (!keyword || !take(*keyword)) return error();
    }
    return std::move(netrc_);
  }

 private:
  /// Skips whitespace in the netrc file. Returns false at the end of the file.
  bool skip_whitespace() {
    const std::size_t count =
        std::min(rest_.find_first_not_of(kWhitespace), rest_.size());
    line_ += std::count(rest_.begin(), rest_.begin() + count, '\n');
    rest_.remove_prefix(count);
    return !rest_.empty();
  }

  bool take(std::string_view keyword) {
    if (keyword == "macdef") return skip_macro();
    if (keyword == "default") {
      netrc_.entries_.emplace_back();
      return true;
    }
    std::optional<std::string> value = next_word();
    if (!value) return false;
    if (keyword == "machine") {
      netrc_.entries_.push_back({lower(*value), {}});
      return !value->empty();
    }
    if (netrc_.entries_.empty()) return false;
    Login& login = netrc_.entries_.back().login;
    if (keyword == "login") {
      login.user = *std::move(value);
    } else if (keyword == "password") {
      login.password = *std::move(value);
    } else {
      return keyword == "account";
    }
    return true;
  }

  bool skip_macro() {
    while (!rest_.empty()) {
      ++line_;
      take_line(rest_);
      const bool empty = rest_.starts_with('\n') || rest_.starts_with("\r\n");
      if (empty) break;
    }
    return true;
  }

  std::optional<std::string> next_word() {
    return skip_whitespace() ? word() : std::nullopt;
  }

  /// Takes the next word off the netrc text. Returns nothing for a quoted word
  /// whose closing quote is missing in its line.
  std::optional<std::string> word() {
    if (rest_.front() == '"') return quoted_word();
    const std::size_t end =
        std::min(rest_.find_first_of(kWhitespace), rest_.size());
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return std::string(found);
  }

  std::optional<std::string> quoted_word() {
    std::string found;
    for (rest_.remove_prefix(1); !rest_.empty(); rest_.remove_prefix(1)) {
      if (rest_.front() == '\n') return std::nullopt;
      if (rest_.front() == '"') {
        rest_.remove_prefix(1);
        return found;
      }
      const bool escape = rest_.front() == '\\' && rest_.size() > 1;
      if (escape) rest_.remove_prefix(1);
      const char meant = escape ? control_escaped_by(rest_.front()) : '\0';
      found += meant != 0 ? meant : rest_.front();
    }
    return std::nullopt;
  }

  Error error() const {
    return {ErrorKind::kOther,
            "line " + std::to_string(line_) + " is not in the format of netrc"};
  }

  std::string_view rest_;
  std::ptrdiff_t line_ = 1;
  Netrc netrc_;
};

Result<Netrc> Netrc::parse(std::string_view text) {
  return Parser(text).parse();
}

bool Netrc::matches_user(const Entry& entry, std::string_view user) {
  return user.empty() || entry.login.user.empty() || entry.login.user == user;
}

std::optional<Login> Netrc::login_in(const Entry& entry,
                                     std::string_view user) {
  Login login = entry.login;
  if (login.user.empty()) login.user = user;
  if (login.user.empty() && login.password.empty()) return std::nullopt;
  return login;
}

std::optional<Login> Netrc::login_for(std::string_view host,
                                      std::string_view user) const {
  const std::string machine = lower(host);
  for (const Entry& entry : entries_) {
    if (entry.machine == machine && matches_user(entry, user)) {
      return login_in(entry, user);
    }
  }
  return std::nullopt;
}

std::optional<Login> Netrc::login_or_default(std::string_view host,
                                             std::string_view user) const {
  const std::string machine = lower(host);
  const auto is_named = [&](const Entry& entry) {
    return entry.machine == machine;
  };
  const bool named = std::ranges::any_of(entries_, is_named);
  return login_for(named ? host : std::string_view(), user);
}

}  // namespace gfetch::web
