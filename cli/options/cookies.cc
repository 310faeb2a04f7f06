#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "cli/base/file.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"
#include "gfetch/web/cookie_jar.h"

namespace gfetch {
namespace {

/// Adds `NAME=VALUE; …` to the cookies that every request sends.
std::optional<UsageError> add_pairs(std::string& cookies,
                                    std::string_view text) {
  const Parsed<std::string> field = parse_field_value(text);
  if (!field) return UsageError{"expected NAME=VALUE without line breaks"};
  cookies += (cookies.empty() ? "" : "; ") + *field;
  return std::nullopt;
}

/// Adds the cookies of a file in Netscape's format to `jar`.
std::optional<UsageError> add_file(web::CookieJar& jar,
                                   const std::string& path) {
  const Result<std::string> file = read_file(path);
  if (!file) return UsageError{file.error().message};
  auto cookies = web::parse_netscape_cookies(*file);
  if (!cookies) return UsageError{cookies.error().message};
  const web::SystemTime now = std::chrono::system_clock::now();
  for (web::Cookie& cookie : *cookies) {
    jar.add(std::move(cookie), now, web::CookieJar::Owner::kUser);
  }
  return std::nullopt;
}

/// Returns the setter of the cookie option. Its value is `NAME=VALUE; …`, the
/// path of a file in Netscape's format, or an empty text, which only creates an
/// empty cookie jar.
Setter take_cookies(Options& options) {
  return [&options](std::string_view text) -> std::optional<UsageError> {
    crawl::VisitorOptions& visitor = options.visitor;
    if (text.find('=') != text.npos) return add_pairs(visitor.cookies, text);
    if (!visitor.jar) visitor.jar = std::make_shared<web::CookieJar>();
    if (text.empty()) return std::nullopt;
    return add_file(*visitor.jar, std::string(text));
  };
}

void declare(OptionTable& table, Options& options) {
  table.group("Request");
  table.add_list("-b, --cookie", "DATA", take_cookies(options),
                 R"(Send cookies: NAME=VALUE, or those of a file.
Cookies given as NAME=VALUE, several separated by semicolons, stay on the host of their URL. DATA without = is a file in Netscape's format, as curl writes it; its cookies go where they belong, and what servers set is kept for the run. An empty DATA only keeps.)");
  table.add(
      "--cookie-jar", "FILE",
      [&options](std::string_view text) -> std::optional<UsageError> {
        Parsed<std::string> path = parse_path(text);
        if (!path) return path.error();
        options.cookie_jar = *std::move(path);
        if (!options.visitor.jar) {
          options.visitor.jar = std::make_shared<web::CookieJar>();
        }
        return std::nullopt;
      },
      R"(Keep cookies, and write them to FILE at the end.
In Netscape's format, for --cookie. They are kept by the rules of browsers; none is kept for a public suffix such as co.uk.)");
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  plan.cookie_jar = options.cookie_jar;
  return {};
}

}  // namespace

const OptionGroup kCookieOptions{declare, apply};

}  // namespace gfetch
