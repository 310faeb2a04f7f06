#pragma once
/// Basic authentication (RFC 7617): name and password as they are.

#include <string>

#include "gfetch/web/login.h"

namespace gfetch::web {

/// The Authorization field that shows `login`.
std::string basic_authorization(const Login& login);

}  // namespace gfetch::web
