#include "web/auth/digest.h"

#include <array>
#include <cstdio>
#include <initializer_list>

#include "web/text/text.h"

namespace gfetch::web {
namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    text += part;
    text += ':';
  }
  text.pop_back();
  return text;
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string eight_hex_digits(std::uint32_t number) {
  std::array<char, 9> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x", number);
  return digits.data();
}

std::string_view name_of(DigestQop qop) {
  return qop == DigestQop::kAuthInt ? "auth-int" : "auth";
}

/// Sets the hash algorithm of `challenge`. Returns false for an unknown name.
bool set_algorithm(DigestChallenge& challenge, std::string_view name) {
  constexpr std::string_view kSession = "-sess";
  challenge.algorithm = name;
  std::string plain = lower(name);
  challenge.session = plain.ends_with(kSession);
  if (challenge.session) plain.resize(plain.size() - kSession.size());
  if (plain == "md5") {
    challenge.hash = HashFunction::kMd5;
  } else if (plain == "sha-256") {
    challenge.hash = HashFunction::kSha256;
  } else if (plain == "sha-512-256") {
    challenge.hash = HashFunction::kSha512t256;
  } else {
    return false;
  }
  return true;
}

/// Chooses one of the server's quality-of-protection options. auth-int, which
/// hashes the request body, is chosen only when auth is not offered. Returns
/// false when all options are unknown.
bool set_qop(DigestChallenge& challenge, std::string_view list) {
  while (!list.empty()) {
    const std::string_view word = trimmed(take_until(list, ','));
    if (equal_without_case(word, "auth")) challenge.qop = DigestQop::kAuth;
    const bool known = challenge.qop != DigestQop::kNone;
    if (equal_without_case(word, "auth-int") && !known) {
      challenge.qop = DigestQop::kAuthInt;
    }
  }
  return challenge.qop != DigestQop::kNone;
}

bool is_true(const Challenge& challenge, std::string_view name) {
  const std::string* value = challenge.find(name);
  return value != nullptr && equal_without_case(*value, "true");
}

}  // namespace

std::optional<DigestChallenge> digest_challenge(const Challenge& challenge) {
  const std::string* realm = challenge.find("realm");
  const std::string* nonce = challenge.find("nonce");
  if (challenge.scheme != "digest" || realm == nullptr || nonce == nullptr) {
    return std::nullopt;
  }
  DigestChallenge result;
  result.realm = *realm;
  result.nonce = *nonce;
  if (const auto* opaque = challenge.find("opaque")) result.opaque = *opaque;
  const std::string* algorithm = challenge.find("algorithm");
  const std::string* qop = challenge.find("qop");
  if (algorithm != nullptr && !set_algorithm(result, *algorithm)) return {};
  if (qop != nullptr && !set_qop(result, *qop)) return {};
  result.stale = is_true(challenge, "stale");
  result.hides_user = is_true(challenge, "userhash");
  return result;
}

std::string digest_authorization(const DigestChallenge& challenge,
                                 const Login& login,
                                 const DigestRequest& request) {
  const auto hash = [&](std::initializer_list<std::string_view> parts) {
    return hex_hash(challenge.hash, joined(parts));
  };
  const std::string number = eight_hex_digits(request.number);
  const std::string_view qop = name_of(challenge.qop);
  std::string secret = hash({login.user, challenge.realm, login.password});
  if (challenge.session) {
    secret = hash({secret, challenge.nonce, request.client_nonce});
  }
  const std::string what =
      challenge.qop == DigestQop::kAuthInt
          ? hash({request.method, request.target, hash({request.body})})
          : hash({request.method, request.target});
  const bool has_qop = challenge.qop != DigestQop::kNone;
  const std::string response = has_qop ? hash({secret, challenge.nonce, number,
                                               request.client_nonce, qop, what})
                                       : hash({secret, challenge.nonce, what});

  std::string field = "Digest username=";
  field += quoted_string(
      challenge.hides_user ? hash({login.user, challenge.realm}) : login.user);
  const auto add = [&field](std::string_view name, std::string_view value) {
    field += ", ";
    field += name;
    field += '=';
    field += value;
  };
  add("realm", quoted_string(challenge.realm));
  add("nonce", quoted_string(challenge.nonce));
  add("uri", quoted_string(request.target));
  add("response", quoted_string(response));
  if (!challenge.algorithm.empty()) add("algorithm", challenge.algorithm);
  if (challenge.opaque) add("opaque", quoted_string(*challenge.opaque));
  if (has_qop) {
    add("qop", qop);
    add("nc", number);
  }
  if (has_qop || challenge.session)
    add("cnonce", quoted_string(request.client_nonce));
  if (challenge.hides_user) add("userhash", "true");
  return field;
}

}  // namespace gfetch::web
