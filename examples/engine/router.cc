// A router chooses between handlers, and knows which methods a path has.

#include "gfetch/http_server/router.h"

#include <cstdio>
#include <filesystem>
#include <string>

#include "gfetch/fiber/hub.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/server_request.h"
#include "gfetch/http_server/static_files.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"

static void show_room(gfetch::http::ServerRequest& request,
                      gfetch::http::ServerResponse& response) {
  response.write(request.parameter("user"));
  response.write(" in ");
  response.write(request.parameter("room"));
}

static void post_message(gfetch::http::ServerRequest& request,
                         gfetch::http::ServerResponse& response) {
  response.write("posted to ");
  response.write(request.parameter("room"));
}

static void ask(const gfetch::http::HttpServer& server,
                const std::string& request_line) {
  gfetch::net::Socket peer = gfetch::net::create_connection(server.address());
  peer.send_all(request_line + " HTTP/1.0\r\n\r\n");
  const std::string all = gfetch::net::BufferedReader(peer).read_all(10'000);
  const std::size_t allow = all.find("Allow: ");
  if (allow != all.npos) {
    std::printf("%s: %s\n", request_line.c_str(),
                all.substr(allow, all.find('\r', allow) - allow).c_str());
  } else {
    std::printf("%s: %s\n", request_line.c_str(),
                all.substr(all.find("\r\n\r\n") + 4).c_str());
  }
}

int main() {
  gfetch::Hub hub;
  const auto address = gfetch::net::SocketAddress::loopback(0);
  const std::string folder = std::filesystem::temp_directory_path();
  gfetch::http::Router router;
  router.get("/rooms/{room}/{user}", show_room);
  router.post("/rooms/{room}", post_message);
  router.get("/files/{path*}", gfetch::http::StaticFiles(folder));
  gfetch::http::HttpServer server(address, std::move(router));

  server.start();
  ask(server, "GET /rooms/blue%20room/ann");
  ask(server, "POST /rooms/red");
  ask(server, "PUT /rooms/red");
}
