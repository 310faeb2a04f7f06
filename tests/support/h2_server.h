#pragma once
/// An HTTP/2 server over TLS whose behaviour a test chooses, frame by frame.
/// h2_server.py has the list of behaviours.
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

  /// Returns true if Python, which runs the server, is installed.
  static bool available();

 private:
  Process process_;
  std::string port_;
};

}  // namespace gfetch::test
