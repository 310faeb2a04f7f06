#pragma once
/// The challenges of a 401 response, from its WWW-Authenticate fields (RFC
/// 9110, 11.6.1). One field may hold several challenges:
///
///   Digest realm="the vault", nonce="5TsQ", qop="auth", Basic realm="x"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/http/http.h"

namespace gfetch::web {

struct Challenge {
  std::string scheme;  ///< the scheme in lower case
  /// The parameters: names in lower case, values without their quotes.
  std::vector<std::pair<std::string, std::string>> parameters;

  /// Returns the value of the parameter `name`; null when there is none.
  const std::string* find(std::string_view name) const;
};

/// Returns the challenges in `headers`, in their order. Text that is not a
/// challenge is skipped.
std::vector<Challenge> challenges_of(const std::vector<http::Header>& headers);

}  // namespace gfetch::web
