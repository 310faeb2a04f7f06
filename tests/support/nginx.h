#pragma once
/// A real nginx on free loopback ports, over HTTP and, given certificates,
/// HTTPS with HTTP/2 and, if it can and is asked to, HTTP/3. What it serves:
///
///   /1k /64k /empty        files of that size
///   /gzip/text             a text that it compresses when asked to
///   /redirect              302 to /1k
///   /auth/                 asks for user `ann`, password `s3cret`
///   /slow                  8 KiB at 2 KiB a second
///   /to?URL                302 to that URL
///   /sts                   wants itself and all below to be asked by HTTPS
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

/// What listens at an HTTPS port: by UDP comes HTTP/3.
enum class HttpsPort { kTcp, kUdp, kTcpAndUdp };

class Nginx {
 public:
  /// One HTTPS port for each certificate, in their order; all with these
  /// further directives, `ssl_verify_client on;`. Weak keys, signatures and
  /// protocols are no obstacle to it.
  explicit Nginx(std::vector<Certificate> certificates = {},
                 std::string directives = {},
                 HttpsPort https_port = HttpsPort::kTcp);

  /// Serves also the files of `folder`, below /folder/.
  explicit Nginx(std::filesystem::path folder);
  ~Nginx();

  std::string url(std::string_view path = "/1k") const;
  std::string https_url(std::string_view path = "/1k", std::size_t which = 0,
                        std::string_view host = "127.0.0.1") const;
  /// The path of a Unix socket that it listens at, too.
  std::string unix_socket() const;
  std::uint16_t https_port(std::size_t which = 0) const;

  /// Lines `METHOD PATH PROTOCOL STATUS PORT`, one a request; the port is the
  /// client's, and so tells connections apart.
  std::vector<std::string> log() const;

  /// Of the first `count` requests to /seen the headers that clients are
  /// careful with, as `authorization|cookie|x-api-key|referer`. Waits for them:
  /// it writes its log when the client may have gone already.
  std::vector<std::string> secrets(std::size_t count = 1) const;

  /// Whether there is an nginx.
  static bool available();

  /// Whether there is one that can HTTP/3.
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
