#include "web/auth/basic.h"

#include "web/text/text.h"

namespace gfetch::web {

std::string basic_authorization(const Login& login) {
  return "Basic " + base64(login.user + ':' + login.password);
}

}  // namespace gfetch::web
