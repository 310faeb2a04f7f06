// The chat room of the seeds, with its web server: three pages, a request that
// puts a message, and one that polls. Try it with two browser windows:
//
//   chat_server FOLDER [PORT]
//
// FOLDER is the `chat/static` beside this source; port 5000 unless another one
// is given, and 0 for one that the kernel picks. Ctrl-C stops the server.

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "chat/chat.h"
#include "chat/pages.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/fiber/ticker.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/router.h"
#include "gfetch/http_server/static_files.h"

using namespace std::chrono_literals;
using gfetch::http::HttpError;
using gfetch::http::ServerRequest;
using gfetch::http::ServerResponse;

namespace {

class Chat {
 public:
  Chat() {
    for (const char* name : {"foo", "bar"}) rooms_.try_emplace(name, limits_);
  }

  // Asks for a name; a form that has one leads to the page of that user.
  void choose_name(ServerRequest& request, ServerResponse& response) const {
    const auto name = request.query_value("name");
    if (name && chat::is_name(*name, limits_.name_bytes)) {
      return response.redirect("/" + chat::path_part(*name));
    }
    send(response,
         chat::choose_page(name ? "This name is empty or too long." : ""));
  }

  void main(ServerRequest& request, ServerResponse& response) const {
    std::vector<chat::RoomEntry> entries;
    for (const auto& [name, room] : rooms_) {
      entries.push_back({name, room.users().size()});
    }
    send(response, chat::main_page(user_of(request), entries));
  }

  void join(ServerRequest& request, ServerResponse& response) {
    const std::string user = user_of(request);
    const std::string name(request.parameter("room"));
    chat::Room& room = room_of(name);
    if (!room.join(user)) throw HttpError(503, "the room is full");
    send(response, chat::room_page({name, user, room.users(), room.backlog(),
                                    room.last_number()}));
  }

  // tutorial: put
  void put(ServerRequest& request, ServerResponse& response) {
    require_own_page(request);
    const std::string user = user_of(request);
    const std::string form = request.read_all();
    const auto message = gfetch::http::form_value(form, "message");
    if (!message || message->empty()) throw HttpError(400, "no message");
    if (message->size() > limits_.text_bytes) throw HttpError(413, "too long");
    chat::Room& room = room_of(std::string(request.parameter("room")), user);
    if (!room.say(user, *message)) throw HttpError(429, "too much at a time");
    // A browser without scripts has left the page to send the form.
    if (request.header("Sec-Fetch-Mode") == "navigate") {
      return response.redirect("/" +
                               chat::path_part(request.parameter("room")) +
                               "/" + chat::path_part(user));
    }
    response.status(204);
  }
  // tutorial end

  // tutorial: poll
  void poll(ServerRequest& request, ServerResponse& response) {
    require_own_page(request);
    const std::string user = user_of(request);
    const std::string form = request.read_all();
    const auto name = gfetch::http::form_value(form, "room");
    const auto last = gfetch::http::form_value(form, "last");
    chat::Room& room = room_of(name.value_or("foo"), user);
    request.kill_when_client_gone();
    const auto messages = room.poll(
        user, std::strtoull(last.value_or("0").c_str(), nullptr, 10), 10s);
    response.send(200, "application/json", json_of(messages, room));
  }
  // tutorial end

  void remove_absent() {
    for (auto& [name, room] : rooms_) room.remove_absent();
  }

 private:
  static void send(ServerResponse& response, const std::string& page) {
    response.header("Cache-Control", "no-store");
    response.send(200, "text/html; charset=utf-8", page);
  }

  static std::string json_of(const std::vector<chat::Message>& messages,
                             const chat::Room& room) {
    auto list = nlohmann::json::array();
    for (const chat::Message& each : messages) {
      constexpr std::array kKinds = {"said", "came", "left"};
      list.push_back({{"number", each.number},
                      {"kind", kKinds.at(static_cast<std::size_t>(each.kind))},
                      {"user", each.user},
                      {"text", each.text}});
    }
    const nlohmann::json news = {{"messages", list}, {"users", room.users()}};
    // A text that is not UTF-8 is shown with replacement characters.
    return news.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  // Refuses what the page of another site sends.
  static void require_own_page(const ServerRequest& request) {
    const auto origin = request.header("Origin");
    if (!origin || *origin == "http://" + std::string(request.host())) return;
    throw HttpError(403, "not from this chat");
  }

  std::string user_of(const ServerRequest& request) const {
    std::string user(request.parameter("uid"));
    if (!chat::is_name(user, limits_.name_bytes)) {
      throw HttpError(404, "no such user");
    }
    return user;
  }

  chat::Room& room_of(const std::string& name) {
    const auto room = rooms_.find(name);
    if (room == rooms_.end()) throw HttpError(404, "no such room");
    return room->second;
  }
  chat::Room& room_of(const std::string& name, const std::string& user) {
    chat::Room& room = room_of(name);
    if (!room.has(user)) throw HttpError(404, "the user is not in the room");
    return room;
  }

  const chat::Limits limits_;
  std::map<std::string, chat::Room> rooms_;
};

// tutorial: routes
gfetch::http::Router routes(Chat& chat, const std::string& folder) {
  const auto to = [&chat](auto member) {
    return [&chat, member](ServerRequest& request, ServerResponse& response) {
      // Nothing but the chat's own files may be shown or run by its pages.
      response.header("Content-Security-Policy",
                      "default-src 'none'; style-src 'self'; "
                      "script-src 'self'; connect-src 'self'; img-src data:; "
                      "form-action 'self'; base-uri 'none'; "
                      "frame-ancestors 'none'");
      response.header("X-Content-Type-Options", "nosniff");
      response.header("Referrer-Policy", "same-origin");
      (chat.*member)(request, response);
    };
  };
  gfetch::http::Router router;
  router.get("/", to(&Chat::choose_name));
  router.get("/{uid}", to(&Chat::main));
  router.get("/{room}/{uid}", to(&Chat::join));
  router.post("/put/{room}/{uid}", to(&Chat::put));
  router.post("/poll/{uid}", to(&Chat::poll));
  router.get("/static/{path*}", gfetch::http::StaticFiles(folder));
  return router;
}
// tutorial end

void serve(const std::string& folder, std::uint16_t port) {
  Chat chat;
  gfetch::http::HttpServer server(
      gfetch::net::SocketAddress::loopback(port), routes(chat, folder),
      {.limits = {.body = 8192, .request_time = 60s}});
  auto on_int = gfetch::on_signal(SIGINT, [&] { server.stop(); });
  auto on_term = gfetch::on_signal(SIGTERM, [&] { server.stop(); });
  server.start();
  gfetch::Event stopped;
  auto attendant = gfetch::spawn([&] {
    gfetch::Ticker ticker(5s);
    while (ticker.wait(stopped)) chat.remove_absent();
  });
  std::printf("http://127.0.0.1:%d/\n", server.port());
  std::fflush(stdout);
  server.run();
  stopped.set();
  attendant.join();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: chat_server FOLDER [PORT]\n", stderr);
    return 2;
  }
  gfetch::Hub hub;
  try {
    serve(argv[1], argc > 2 ? static_cast<std::uint16_t>(std::atoi(argv[2]))
                            : std::uint16_t{5000});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chat_server: %s\n", error.what());
    return 1;
  }
}
