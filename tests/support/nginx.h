#pragma once
/// A real nginx on free loopback ports, which serves HTTP and, with
/// certificates, HTTPS with HTTP/2 and optionally HTTP/3. Its paths:
///
///   /1k /64k /empty        files of that size
///   /gzip/text             a text, compressed if the client accepts it
///   /redirect              302 to /1k
///   /auth/                 asks for user `ann`, password `s3cret`
///   /slow                  8 KiB at 2 KiB a second
///   /to?URL                302 to that URL
///   /sts                   sends Strict-Transport-Security, with subdomains
///   /status/CODE           204 301 400 403 404 410 429 500 502 503 504
///
///   Nginx nginx;
///   gfetch({nginx.url("/1k")});

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {

/// The transports of an HTTPS port: TCP for HTTP/1.1 and HTTP/2, UDP for
/// HTTP/3.
enum class HttpsPort { kTcp, kUdp, kTcpAndUdp };

class Nginx {
 public:
  /// Opens one HTTPS port per certificate, in the order of the certificates.
  /// All ports have the extra directives, such as `ssl_verify_client on;`. Weak
  /// keys, signatures and protocols are allowed.
  explicit Nginx(std::vector<Certificate> certificates = {},
                 std::string directives = {},
                 HttpsPort https_port = HttpsPort::kTcp);

  /// Also serves the files of `folder` at /folder/.
  explicit Nginx(std::filesystem::path folder);
  ~Nginx();

  std::string url(std::string_view path = "/1k") const;
  std::string https_url(std::string_view path = "/1k", std::size_t which = 0,
                        std::string_view host = "127.0.0.1") const;
  /// Returns the path of nginx's Unix socket, which serves the same paths.
  std::string unix_socket() const;
  std::uint16_t https_port(std::size_t which = 0) const;

  /// Returns the access log, with a line `METHOD PATH PROTOCOL STATUS PORT` per
  /// request. PORT is the client's port, which identifies the connection.
  std::vector<std::string> log() const;

  /// Returns the sensitive headers of the first `count` requests to /seen, each
  /// as `authorization|cookie|x-api-key|referer`. Waits for the log entries,
  /// because nginx may write them after the client has disconnected.
  std::vector<std::string> secrets(std::size_t count = 1) const;

  /// Returns true if nginx is installed.
  static bool available();

  /// Returns true if nginx is installed and supports HTTP/3.
  static bool speaks_http3();

 private:
  void begin();
  void choose_ports();
  std::string folder_location() const;
  std::string configuration() const;
  std::string https_server(std::size_t which) const;
  bool start();

  TempDir dir_;
  std::vector<Certificate> certificates_;
  std::string directives_;
  HttpsPort https_port_ = HttpsPort::kTcp;
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  std::vector<std::uint16_t> https_ports_;
  std::unique_ptr<Process> process_;
};

}  // namespace gfetch::test
