#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

Parsed<std::string> parse_user(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  if (value && text.find(':') != text.npos) return value;
  // The value may hold a password: it is not repeated.
  return UsageError{"expected NAME:PASSWORD, without line breaks"};
}

Parsed<std::string> parse_bearer(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  const bool token = value && !value->empty() &&
                     value->find_first_of(" \t") == std::string::npos;
  if (token) return value;
  return UsageError{"expected a token without blanks and line breaks"};
}

void declare(OptionTable& table, Options& options) {
  table.group("Request");
  table
      .add("-u, --user", "NAME:PASSWORD", store(options.user, parse_user),
           R"(Log in as NAME, by Basic authentication.
To the URL's own origin only. Other users of the machine can read a command line: GFETCH_USER keeps the password out of it.)")
      .conflicts_with({"bearer"});
  web::LoginOptions& logins = options.visitor.logins;
  table
      .add("--digest", "",
           flag(logins.scheme, web::LoginScheme::kDigest,
                web::LoginScheme::kBasic),
           R"(Log in by Digest authentication.
The password itself is never sent. The first request to a server is turned away with what the proof is to be made of, and sent again.)")
      .conflicts_with({"bearer"});
  table
      .add(
          "--anyauth", "",
          flag(logins.scheme, web::LoginScheme::kAny, web::LoginScheme::kBasic),
          R"(Log in by the scheme the server asks for.
Digest if it offers that, else Basic. The first request to a server is sent without a login.)")
      .conflicts_with({"bearer", "digest"});
  table.add("--bearer", "TOKEN", store(options.bearer, parse_bearer),
            R"(Log in with a bearer token.
Sent to the URL's own origin only. GFETCH_BEARER keeps it out of the command line.)");
  table
      .add(
          "--netrc", "FILE",
          [&options](std::string_view text) -> std::optional<UsageError> {
            options.netrc = text;
            return std::nullopt;
          },
          R"(Take logins from a netrc file.
From FILE, $NETRC or ~/.netrc. Each host is given the login of its own machine entry, on redirects too, but not from https to http; the default entry is for hosts of your URLs only. --user and logins in URLs go before.)")
      .value_optional = true;
}

}  // namespace

const OptionGroup kAuthOptions{declare};

}  // namespace gfetch
