#include "tests/support/h2_server.h"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace gfetch::test {

namespace {

// The time limit of the server process, which runs until the test ends.
constexpr auto kForever = std::chrono::hours(1);

Command server_command(const Certificate& certificate,
                       const std::string& manner) {
  return {.args = {"python3", H2_SERVER, certificate.chain, certificate.key,
                   manner},
          .hold_input = true,
          .patience = kForever};
}

}  // namespace

H2Server::H2Server(const Certificate& certificate, const std::string& manner)
    : process_(server_command(certificate, manner)) {
  auto port = process_.read_line();
  if (!port) throw std::runtime_error("no h2_server.py: " + process_.err());
  port_ = std::move(*port);
}

std::string H2Server::url(std::string_view path) const {
  return "https://127.0.0.1:" + port_ + std::string(path);
}

bool H2Server::available() {
  return on_path("python3");
}

}  // namespace gfetch::test
