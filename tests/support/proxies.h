#pragma once
/// Real proxies on free loopback ports: tinyproxy for HTTP and Dante for SOCKS.
///
///   Tinyproxy proxy("ann", "s3cret");
///   gfetch({"-x", "http://ann:s3cret@" + proxy.address(), url});
///   EXPECT_TRUE(contains(proxy.log(), "CONNECT"));

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {

/// A proxy daemon with a configuration file and a log file.
class ProxyProcess {
 public:
  ~ProxyProcess();
  ProxyProcess(const ProxyProcess&) = delete;
  ProxyProcess& operator=(const ProxyProcess&) = delete;

  std::string address() const;  ///< the proxy's address `127.0.0.1:PORT`
  std::uint16_t port() const { return port_; }
  std::string log() const;

 protected:
  ProxyProcess() = default;

  /// Starts the daemon on a free port. `settings` returns the configuration for
  /// a port.
  void start(const std::function<Command(const std::string& file)>& command,
             const std::function<std::string(std::uint16_t port)>& settings);
  std::string log_file() const { return dir_.path() / "log"; }

 private:
  bool answers() const;

  TempDir dir_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Process> process_;
};

class Tinyproxy : public ProxyProcess {
 public:
  /// Starts a proxy. It requires this login unless `user` is empty.
  explicit Tinyproxy(const std::string& user = {},
                     const std::string& password = {});

  static bool available();
};

class Dante : public ProxyProcess {
 public:
  Dante();

  static bool available();
};

}  // namespace gfetch::test
