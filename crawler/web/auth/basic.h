#pragma once
/// Basic authentication (RFC 7617), which sends the user name and the password
/// in clear text.

#include <string>

#include "gfetch/web/login.h"

namespace gfetch::web {

/// Returns the value of the Authorization header for `login`.
std::string basic_authorization(const Login& login);

}  // namespace gfetch::web
