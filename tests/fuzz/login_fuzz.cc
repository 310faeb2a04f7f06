// Fuzzes logins with any netrc file and challenge: no host gets the login of
// another host, and the response to a challenge is a single header.
#include <string>
#include <string_view>

#include "crawler/web/auth/challenge.h"
#include "crawler/web/auth/digest.h"
#include "gfetch/web/login.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

void read_netrc(std::string_view text) {
  const auto netrc = gfetch::web::Netrc::parse(text);
  if (!netrc) return require(netrc.error().message.starts_with("line "));
  const auto named = netrc->login_for("example.org");
  if (named) require(text.find("machine") != text.npos);
  const auto either = netrc->login_or_default("example.org");
  if (named) require(either == named);
  const auto of_ann = netrc->login_for("example.org", "ann");
  if (of_ann) require(of_ann->user == "ann");
}

void answer(std::string_view field) {
  const auto challenges =
      gfetch::web::challenges_of({{"WWW-Authenticate", std::string(field)}});
  for (const auto& challenge : challenges) {
    const auto digest = gfetch::web::digest_challenge(challenge);
    if (!digest) continue;
    const std::string sent = gfetch::web::digest_authorization(
        *digest, {"ann", "s3cret"}, {.client_nonce = "0"});
    require(sent.starts_with("Digest username=\""));
    require(sent.find('\n') == sent.npos && sent.find('\r') == sent.npos);
  }
}

}  // namespace

/// The input is a netrc file, and each of its lines is a challenge.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  read_netrc(text);
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view line = gfetch::fuzz::take_line(rest);
    // The HTTP client never delivers a CR within a header.
    answer(line.substr(0, line.find('\r')));
  }
  return 0;
}
