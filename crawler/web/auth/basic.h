#pragma once
/// Basic authentication (RFC 7617), which sends user name and password in clear
/// text.

#include <string>

#include "gfetch/web/login.h"

namespace gfetch::web {

/// The value of the Authorization field for `login`.
std::string basic_authorization(const Login& login);

}  // namespace gfetch::web
