#pragma once
/// What a server asks for by 401: the fields called WWW-Authenticate, as RFC
/// 9110, 11.6.1 has them. Several challenges may stand in one field.
///
///   Digest realm="the vault", nonce="5TsQ", qop="auth", Basic realm="x"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/http/http.h"

namespace gfetch::web {

struct Challenge {
  std::string scheme;  ///< lower case
  /// Names in lower case, values without their quotes.
  std::vector<std::pair<std::string, std::string>> parameters;

  /// The value of the parameter `name`, or null.
  const std::string* find(std::string_view name) const;
};

/// The challenges of an answer, in their order. What is no challenge is passed
/// over.
std::vector<Challenge> challenges_of(const std::vector<http::Header>& headers);

}  // namespace gfetch::web
