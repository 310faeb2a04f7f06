// A folder is served; the client asks for the middle of a file.

#include "gfetch/http_server/static_files.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "gfetch/fiber/hub.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/router.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"

int main() {
  gfetch::Hub hub;
  const auto folder = std::filesystem::temp_directory_path() /
                      ("gfetch-example-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "notes.txt") << "one two three\n";

  gfetch::http::Router router;
  router.get("/{path*}", gfetch::http::StaticFiles(folder.string()));
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  std::move(router));
  server.start();
  gfetch::net::Socket client = gfetch::net::create_connection(server.address());
  client.send_all("GET /notes.txt HTTP/1.0\r\nRange: bytes=4-6\r\n\r\n");
  gfetch::net::BufferedReader reader(client);
  std::printf("%s\n", reader.read_line(1000)->c_str());
  reader.read_until("\r\n\r\n", 10'000);
  std::printf("%s\n", reader.read_all(1000).c_str());
  std::filesystem::remove_all(folder);
}
