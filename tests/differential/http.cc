// Scenarios of the HTTP server, beside gevent's pywsgi.
#include <array>
#include <cctype>
#include <map>

#include "gfetch/fiber/event.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/net/socket.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

using http::HttpHandler;
using http::HttpServer;
using http::ServerRequest;
using http::ServerResponse;
using net::Socket;

// The counterpart of wsgi_story.py.

class Serving {
 public:
  explicit Serving(HttpHandler handler)
      : server_(net::SocketAddress::loopback(0), std::move(handler)) {
    server_.start();
  }

  Socket connect() const {
    Socket client = net::create_connection(server_.address());
    client.timeout(20s);
    return client;
  }

 private:
  HttpServer server_;
};

std::string receive_all(Socket& client) {
  std::string data;
  std::array<char, 65'536> piece;
  while (const std::size_t got = client.receive(piece)) {
    data.append(piece.data(), got);
  }
  return data;
}

std::string ask(const Serving& server, const std::vector<std::string>& pieces) {
  Socket client = server.connect();
  for (const std::string& piece : pieces) client.send_all(piece);
  return receive_all(client);
}

/// Removes what precedes `mark`, and the mark, from `data`. Returns it; all if
/// there is no mark.
std::string take(std::string& data, std::string_view mark) {
  const std::size_t at = data.find(mark);
  std::string taken = data.substr(0, at);
  data.erase(0, at == data.npos ? at : at + mark.size());
  return taken;
}

bool take_chunks(std::string& data, std::string& body) {
  for (;;) {
    if (data.find("\r\n") == data.npos) {
      data.clear();
      return false;
    }
    const std::size_t count = std::stoul(take(data, "\r\n"), nullptr, 16);
    body += data.substr(0, count);
    data.erase(0, count + 2);
    if (count == 0) return true;
  }
}

void show(std::string data, const std::vector<std::string>& names = {},
          bool head = false) {
  while (!data.empty()) {
    std::string top = take(data, "\r\n\r\n");
    const std::string status = take(top, "\r\n").substr(9, 3);
    std::map<std::string, std::string> fields;
    while (!top.empty()) {
      std::string line = take(top, "\r\n");
      std::string name = take(line, ": ");
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      fields.emplace(name, line);
    }
    const auto field = [&fields](const std::string& name) {
      const auto found = fields.find(name);
      return found == fields.end() ? std::nullopt
                                   : std::optional(found->second);
    };
    const auto length = field("content-length");
    std::string body;
    bool whole = true;
    if (status != "100" && !head) {
      if (field("transfer-encoding") == "chunked") {
        whole = take_chunks(data, body);
      } else if (length) {
        body = data.substr(0, std::stoul(*length));
        data.erase(0, body.size());
        whole = body.size() == std::stoul(*length);
      } else if (status != "204" && status != "304") {
        body.swap(data);
      }
    }
    std::string line = status;
    for (const std::string& name : names) line += ' ' + text(field(name));
    print(line, body, whole ? "whole" : "cut");
  }
}

const std::string kClose = "Host: a\r\nConnection: close\r\n\r\n";

void hello(ServerRequest& request, ServerResponse& response) {
  response.send(200, "text/plain", "hello " + std::string(request.path()));
}

void echo(ServerRequest& request, ServerResponse& response) {
  response.send(200, "text/plain", request.read_all());
}

}  // namespace

SCENARIO(http_plain) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    print(request.method(), request.path(), request.query(), request.host());
    print(request.header("X-Two"), request.header("content-type"));
    response.status(404).header("X-Own", "a b");
    response.send(404, "text/html", "<p>none</p>");
  });
  show(ask(server, {"GET /a%20b/?c=%20&d HTTP/1.1\r\nX-Two:  2 \r\n"
                    "Content-Type: text/x\r\n" +
                    kClose}),
       {"content-type", "content-length", "x-own", "transfer-encoding"});
}

SCENARIO(http_chunked_request) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    const bool told = request.content_length().has_value();
    const std::string body = request.read_all();
    print(told, body);
    response.send(200, "text/plain", body);
  });
  show(ask(server, {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                    "Host: a\r\n\r\n",
                    "5\r\nhello\r\n1;note=x\r\n \r\nA\r\n0123456789\r\n",
                    "0\r\n\r\n", "GET /next HTTP/1.1\r\n" + kClose}));
}

SCENARIO(http_head) {
  const Serving server([](ServerRequest&, ServerResponse& response) {
    response.send(200, "text/plain", "hello");
  });
  show(ask(server, {"HEAD / HTTP/1.1\r\n" + kClose}),
       {"content-type", "content-length"}, true);
}

SCENARIO(http_keep_alive) {
  const Serving server(hello);
  Socket client = server.connect();
  for (const char* path : {"/1", "/2", "/3"}) {
    client.send_all("GET " + std::string(path) +
                    " HTTP/1.1\r\nHost: a\r\n\r\n");
    sleep_for(10ms);
  }
  client.send_all("GET /4 HTTP/1.1\r\n" + kClose +
                  "GET /5 HTTP/1.1\r\nHost: a\r\n\r\n");
  show(receive_all(client));
}

SCENARIO(http_keep_alive_of_1_0) {
  const Serving server(hello);
  show(ask(server, {"GET /1 HTTP/1.0\r\n\r\n", "GET /2 HTTP/1.0\r\n\r\n"}),
       {"connection"});
  show(ask(server, {"GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                    "GET /2 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
                    "GET /3 HTTP/1.0\r\n\r\n"}),
       {"connection"});
}

SCENARIO(http_pipelined) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    print("begin", request.path());
    sleep_for(request.path() == "/1" ? 30ms : 10ms);
    print("end", request.path());
    hello(request, response);
  });
  show(ask(server, {"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                    "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
                    "bodyGET /3 HTTP/1.1\r\n" +
                    kClose}));
}

SCENARIO(http_continue) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    print("asked");
    if (request.path() == "/no") {
      return response.send(413, "text/plain", "no");
    }
    echo(request, response);
  });
  const auto head = [](const std::string& path) {
    return "POST " + path +
           " HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n" +
           kClose;
  };
  Socket client = server.connect();
  client.send_all(head("/yes"));
  std::array<char, 100> piece;
  const std::size_t got = client.receive(piece);
  show({piece.data(), got});
  client.send_all("body");
  show(receive_all(client));
  Socket refused = server.connect();
  refused.send_all(head("/no"));
  refused.shutdown(net::Half::kWrite);
  show(receive_all(refused));
}

SCENARIO(http_handler_fails) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    if (request.path() == "/fails") throw Oops("here");
    hello(request, response);
  });
  const std::string answer = ask(server, {"GET /fails HTTP/1.1\r\n" + kClose});
  print(answer.substr(9, 25), answer.find("here") != answer.npos);
  show(ask(server, {"GET /next HTTP/1.1\r\n" + kClose}));
}

SCENARIO(http_handler_fails_in_the_middle) {
  const Serving server([](ServerRequest&, ServerResponse& response) {
    response.write("part");
    response.flush();
    throw Oops("here");
  });
  show(ask(server, {"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"}));
}

SCENARIO(http_bad_requests) {
  const Serving server(echo);
  for (const char* top : {"nonsense", "GET / HTTP/1.1 more", "GET / FTP/1.1",
                          "POST / HTTP/1.1\r\nContent-Length: x",
                          "POST / HTTP/1.1\r\n"
                          "Content-Length: -5"}) {
    const std::string answer =
        ask(server, {std::string(top) + "\r\nHost: a\r\n\r\n"});
    print(answer.substr(0, 24));
  }
}

SCENARIO(http_too_long) {
  const Serving server(hello);
  const std::string line = ask(
      server, {"GET /" + std::string(8192, 'x') + " HTTP/1.1\r\n" + kClose});
  print(line.substr(9, 3));
  const std::string field =
      ask(server, {"GET / HTTP/1.1\r\nX-Long: " + std::string(70'000, 'x') +
                   "\r\n" + kClose});
  print(field.substr(9, 1));
  show(ask(server, {"GET /next HTTP/1.1\r\n" + kClose}));
}

SCENARIO(http_body_in_parts) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    print(request.content_length());
    std::array<char, 4> piece;
    for (int i = 0; i < 2; ++i) {
      const std::size_t got = request.read(piece);
      print(std::string_view(piece.data(), got));
    }
    print(request.read_all());
    print(request.read(piece), request.read_all().empty());
    response.send(200, "text/plain", "read");
  });
  show(ask(server, {"POST / HTTP/1.1\r\nContent-Length: 13\r\n" + kClose +
                    "0123456789abcGET /never HTTP/1.1\r\n\r\n"}));
}

SCENARIO(http_body_ends_early) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    print("begin");
    const std::string body = request.read_all();
    print("whole", body);
    response.send(200, "text/plain", "read");
  });
  Socket client = server.connect();
  client.send_all(
      "POST / HTTP/1.1\r\nContent-Length: 13\r\nHost: a\r\n\r\nhalf");
  client.shutdown(net::Half::kWrite);
  const std::string status = receive_all(client).substr(9, 3);
  print(status == "400" || status == "500");
}

SCENARIO(http_body_unread) {
  const Serving server(hello);
  show(ask(server, {"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 22\r\n\r\n"
                    "GET /smuggled HTTP/1.1",
                    "GET /2 HTTP/1.1\r\n" + kClose}));
}

SCENARIO(http_client_gone) {
  Event go;
  Event ended;
  const Serving server([&](ServerRequest& request, ServerResponse& response) {
    print("begin", request.path());
    if (request.path() == "/wait") {
      go.wait();
      print("goes on");
      ended.set();
    }
    response.send(200, "text/plain", std::string(1'000'000, 'x'));
  });
  Socket client = server.connect();
  client.send_all("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  sleep_for(10ms);
  client.close();
  sleep_for(10ms);
  go.set();
  ended.wait();
  print(ask(server, {"GET /next HTTP/1.1\r\n" + kClose}).size() > 1'000'000);
}

SCENARIO(http_response_in_parts) {
  const Serving server([](ServerRequest&, ServerResponse& response) {
    response.header("Content-Type", "text/plain");
    for (const char* part : {"one ", "", "two"}) {
      response.write(part);
      response.flush();
      sleep_for(10ms);
    }
  });
  show(ask(server, {"GET / HTTP/1.1\r\n" + kClose}),
       {"transfer-encoding", "content-length"});
  show(ask(server, {"GET / HTTP/1.0\r\n\r\n"}),
       {"transfer-encoding", "content-length"});
}

SCENARIO(http_without_body) {
  const Serving server([](ServerRequest& request, ServerResponse& response) {
    response.status(request.path() == "/gone" ? 204 : 304);
  });
  show(ask(server, {"GET /gone HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /same HTTP/1.1\r\n" + kClose}),
       {"content-length", "transfer-encoding"});
}

}  // namespace gfetch::differential
