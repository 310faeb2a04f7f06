#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "cli/base/file.h"
#include "cli/options/option_errors.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"
#include "cli/terminal/trace.h"
#include "gfetch/web/login.h"

namespace gfetch {
namespace {

Parsed<std::string> parse_user(std::string_view text) {
  Parsed<std::string> value = parse_field_value(text);
  if (value && text.find(':') != text.npos) return value;
  // The error does not quote the value, because it may contain a password.
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

/// Reads the netrc file `path`, or the default netrc file if `path` is empty.
Result<std::shared_ptr<const web::Netrc>> read_netrc(
    const std::string& path, const ProcessEnvironment& process) {
  const std::string& file = path.empty() ? process.netrc : path;
  const Result<std::string> text = read_file(file);
  if (!text) return text.error();
  Result<web::Netrc> netrc = web::Netrc::parse(*text);
  if (netrc) return std::make_shared<const web::Netrc>(*std::move(netrc));
  return in_file(file, netrc.error());
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment& process, Plan& plan) {
  if (!options.bearer.empty()) {
    plan.session.visitor.request.authorization = "Bearer " + options.bearer;
  }
  if (!options.user.empty()) {
    // The first colon separates name and password: a name cannot contain a
    // colon, a password can.
    const std::size_t colon = options.user.find(':');
    plan.session.visitor.logins.login = web::Login{
        options.user.substr(0, colon), options.user.substr(colon + 1)};
  }
  if (options.netrc) {
    auto netrc = read_netrc(*options.netrc, process);
    if (!netrc) return error_of("netrc", options, netrc.error());
    plan.session.visitor.logins.netrc = *std::move(netrc);
  }
  return {};
}

void describe(const Plan& plan, const PlanLine& line) {
  const bool logs_in = !plan.session.visitor.request.authorization.empty() ||
                       plan.session.visitor.logins.login;
  if (logs_in) line("header", shown_header({"Authorization", ""}));
}

}  // namespace

const OptionGroup kAuthOptions{declare, apply, describe};

}  // namespace gfetch
