// A server and a client of TLS in one program. The certificate is the server's
// own, so that the client trusts that one alone.

#include "gfetch/tls/tls_socket.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "gfetch/fiber/hub.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/stream_server.h"

namespace {

// For localhost, and for this example alone: its key is public.
constexpr const char* kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUKJjmQf2JcWS8ixwzMqRkrjUOOLwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDIyMjI1N1oYDzIxMjYxMTA2
MjIyMjU3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ+tLB5TACpefOCedyeeyu97UGHyO9qeGWUXqej0B41l8Ri5S2cp9Af
exEU94ADaNaVsjk5ssn2868t+3f0igGbo2kwZzAdBgNVHQ4EFgQUSxUJFLzXl4Nh
pqPPySpUZlcSvD4wHwYDVR0jBBgwFoAUSxUJFLzXl4NhpqPPySpUZlcSvD4wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIgc3jU7fKBWoKofc4m1QOT9x/EFjmBmnohY2M8PmVrgPYCIQCDadfAVSmC
jTSXD7aBVdu6Q+mv5z9xay5rFp/KiKj5/A==
-----END CERTIFICATE-----
)";
constexpr const char* kKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRFDGi2sjAGuWgAmb
9lpmhp4dlCFJVOIcrCJMB/u/tJqhRANCAAQ+tLB5TACpefOCedyeeyu97UGHyO9q
eGWUXqej0B41l8Ri5S2cp9AfexEU94ADaNaVsjk5ssn2868t+3f0igGb
-----END PRIVATE KEY-----
)";

/// A file with this text in the folder for temporary files, while in scope.
class TemporaryFile {
 public:
  TemporaryFile(const char* name, const char* text)
      : path_(std::filesystem::temp_directory_path() /
              (std::to_string(getpid()) + name)) {
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

void handler(gfetch::net::Stream& peer, const gfetch::net::SocketAddress&) {
  gfetch::net::BufferedReader reader(peer);
  while (auto line = reader.read_line(100)) {
    peer.send_all({"you said ", *line, "\n"});
  }
}

}  // namespace

int main() {
  gfetch::Hub hub;
  const TemporaryFile certificate_file("cert.pem", kCertificate);
  const TemporaryFile key_file("key.pem", kKey);
  const std::string certificate = certificate_file.path();
  const std::string key = key_file.path();
  const auto address = gfetch::net::SocketAddress::loopback(0);

  const auto own = gfetch::net::TlsContext::server(
      {.certificate_file = certificate, .key_file = key});
  gfetch::net::StreamServer server(address, handler,
                                   {.wrap = gfetch::net::tls_server(own)});
  server.start();

  const auto trust =
      gfetch::net::TlsContext::client({.trust_file = certificate});
  auto peer = gfetch::net::TlsSocket::connect(
      gfetch::net::create_connection(server.address()), trust, "localhost");
  peer.send_all("hello\n");

  gfetch::net::BufferedReader answers(peer);
  std::printf("%s\n", answers.read_line(100)->c_str());
  std::printf("%s\n", peer.version().c_str());
}
