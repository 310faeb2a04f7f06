#pragma once
/// A server of HTTP/2 over TLS that behaves as a test tells it, frame by frame:
/// h2_server.py has its manners.
///
///   H2Server server(ca.issue(), "settings_flood");
///   gfetch({"--http2", "--cacert", ca.root(), server.url("/")});

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/process.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {

class H2Server {
 public:
  H2Server(const Certificate& certificate, const std::string& manner);

  std::string url(std::string_view path = "/") const;

  /// Whether there is a Python to run it.
  static bool available();

 private:
  Process process_;
  std::string port_;
};

}  // namespace gfetch::test
