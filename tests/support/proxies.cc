#include "tests/support/proxies.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <stdexcept>

#include "tests/support/endpoint.h"
#include "tests/support/patience.h"

namespace gfetch::test {
namespace {

constexpr int kAttempts = 10;

/// Returns the path of a daemon, which may be in /usr/sbin and thus often not
/// in the PATH.
std::string found(const std::string& program) {
  return on_path(program) ? program : "/usr/sbin/" + program;
}

bool exists(const std::string& program) {
  return on_path(program) || std::filesystem::exists("/usr/sbin/" + program);
}

}  // namespace

ProxyProcess::~ProxyProcess() {
  if (!process_) return;
  process_->signal(SIGTERM);
  process_->wait();
}

void ProxyProcess::start(
    const std::function<Command(const std::string& file)>& command,
    const std::function<std::string(std::uint16_t port)>& settings) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    port_ = free_port();
    Command started = command(dir_.write("settings", settings(port_)));
    started.patience = std::chrono::hours(1);
    process_ = std::make_unique<Process>(std::move(started));
    eventually([&] { return answers() || !process_->running(); });
    if (process_->running()) return;
  }
  throw std::runtime_error("the proxy does not start: " + log());
}

bool ProxyProcess::answers() const {
  const Descriptor client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port_);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const void* const address = &name;
  return connect(client.get(), static_cast<const sockaddr*>(address),
                 sizeof name) == 0;
}

std::string ProxyProcess::address() const {
  return Endpoint{"127.0.0.1", port_}.text();
}

std::string ProxyProcess::log() const {
  return read_file(log_file());
}

Tinyproxy::Tinyproxy(const std::string& user, const std::string& password) {
  start(
      [](const std::string& file) {
        return Command{.args = {found("tinyproxy"), "-d", "-c", file}};
      },
      [&](std::uint16_t port) {
        const std::string login =
            user.empty() ? "" : "BasicAuth " + user + " " + password + "\n";
        return "Listen 127.0.0.1\nPort " + std::to_string(port) +
               "\nTimeout 600\nMaxClients 200\nLogLevel Connect\nLogFile \"" +
               log_file() + "\"\n" + login;
      });
}

bool Tinyproxy::available() {
  return exists("tinyproxy");
}

Dante::Dante() {
  start(
      [](const std::string& file) {
        return Command{.args = {found("danted"), "-f", file}};
      },
      [&](std::uint16_t port) {
        return "logoutput: " + log_file() +
               "\ninternal: 127.0.0.1 port = " + std::to_string(port) +
               "\nexternal: 127.0.0.1\nclientmethod: none\n"
               "socksmethod: none\n"
               "client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n"
               "socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0\n"
               "  log: connect error }\n";
      });
}

bool Dante::available() {
  return exists("danted");
}

}  // namespace gfetch::test
