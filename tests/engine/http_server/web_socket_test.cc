#include "gfetch/http_server/web_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kMask = "\x11\x22\x33\x44";

std::string frame(unsigned first, std::string payload) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes += "\xfe"s + static_cast<char>(payload.size() >> 8) +
             static_cast<char>(payload.size() & 255);
  }
  bytes += kMask;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    payload[i] = static_cast<char>(payload[i] ^ kMask[i % 4]);
  }
  return bytes + payload;
}

std::string text(const std::string& payload) {
  return frame(0x81, payload);
}
std::string close_frame(const std::string& payload = "\x03\xe8") {
  return frame(0x88, payload);
}

std::string handshake(const std::string& fields = "") {
  return "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\n"
         "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         fields + "\r\n";
}

void echo(ServerRequest& request, ServerResponse& response) {
  WebSocket peer(request, response);
  while (auto message = peer.receive()) {
    if (message->text) {
      peer.send(message->data);
    } else {
      peer.send_binary(message->data);
    }
  }
}

class WebSocketTest : public ServerTest {
 protected:
  // Returns what the server sends behind the handshake.
  std::string frames(const HttpHandler& handler, const std::string& input) {
    return body_of(ask(handler, handshake() + input));
  }
};

TEST_F(WebSocketTest, TheHandshake) {
  EXPECT_EQ(ask(echo, handshake() + close_frame()),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
            "\x88\x02\x03\xe8");
}

TEST_F(WebSocketTest, WhatIsNoHandshake) {
  EXPECT_THAT(ask(echo, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
              HasSubstr("Sec-WebSocket-Version: 13\r\n"));
  std::string other = handshake();
  other.replace(other.find("13"), 2, "12");
  EXPECT_EQ(status_of(ask(echo, other)), 426);
  std::string short_key = handshake();
  short_key.replace(short_key.find("dGhl"), 4, "");
  EXPECT_EQ(status_of(ask(echo, short_key)), 400);
  std::string post = handshake();
  post.replace(0, 3, "POST");
  EXPECT_EQ(status_of(ask(echo, post)), 426);
}

TEST_F(WebSocketTest, PagesOfOthersMayNotConnect) {
  EXPECT_EQ(status_of(ask(echo, handshake("Origin: https://example.com\r\n"))),
            101);
  for (const char* origin :
       {"https://evil.example", "null", "https://example.com.evil.example"}) {
    EXPECT_EQ(status_of(ask(echo, handshake("Origin: "s + origin + "\r\n"))),
              403)
        << origin;
  }
  const auto allows = [](const std::string& origin) {
    return [origin](ServerRequest& request, ServerResponse& response) {
      WebSocketOptions options;
      options.origins = {origin};
      WebSocket peer(request, response, options);
    };
  };
  const std::string from_b = handshake("Origin: https://b\r\n");
  EXPECT_EQ(status_of(ask(allows("https://b"), from_b)), 101);
  EXPECT_EQ(status_of(ask(allows("https://c"), from_b)), 403);
  EXPECT_EQ(status_of(ask(allows("*"), from_b)), 101);
}

TEST_F(WebSocketTest, ChoosesASubprotocol) {
  const auto handler = [](ServerRequest& request, ServerResponse& response) {
    WebSocketOptions options;
    options.protocols = {"b", "a"};
    WebSocket peer(request, response, options);
    peer.send(peer.protocol());
  };
  EXPECT_THAT(ask(handler, handshake("Sec-WebSocket-Protocol: a, b\r\n")),
              HasSubstr("\r\nSec-WebSocket-Protocol: b\r\n"));
  EXPECT_THAT(ask(handler, handshake("Sec-WebSocket-Protocol: c\r\n")),
              Not(HasSubstr("Sec-WebSocket-Protocol")));
}

TEST_F(WebSocketTest, EchoesMessages) {
  EXPECT_EQ(frames(echo, text("Hello") + frame(0x82, "\xff\x00"s) + text("") +
                             close_frame()),
            "\x81\x05Hello\x82\x02\xff\x00\x81\x00\x88\x02\x03\xe8"s);
  const std::string longer(300, 'x');
  EXPECT_EQ(frames(echo, text(longer) + close_frame()),
            "\x81\x7e\x01\x2c" + longer + "\x88\x02\x03\xe8");
}

TEST_F(WebSocketTest, MessagesInPiecesOfAByte) {
  HttpServer server = make(echo);
  TestClient client(server);
  client.send(handshake());
  client.head();
  for (const char c : text("Hello") + frame(0x89, "p") + text("World")) {
    client.send(std::string(1, c));
    yield();
  }
  EXPECT_EQ(client.read(17), "\x81\x05Hello\x8a\x01p\x81\x05World");
}

TEST_F(WebSocketTest, FragmentsWithAPingBetweenThem) {
  EXPECT_EQ(
      frames(echo, frame(0x01, "Hel") + frame(0x89, "ping") + frame(0x00, "l") +
                       frame(0x80, "o") + close_frame()),
      "\x8a\x04ping\x81\x05Hello\x88\x02\x03\xe8");
}

TEST_F(WebSocketTest, BrokenFramesEndTheConnectionWithTheirCode) {
  int code = 0;
  const auto handler = [&code](ServerRequest& request,
                               ServerResponse& response) {
    WebSocketOptions options;
    options.most_bytes = 10;
    WebSocket peer(request, response, options);
    while (peer.receive()) {
    }
    code = peer.close_code();
    EXPECT_THROW(peer.send("late"), net::SocketError);
  };
  const std::vector<std::pair<std::string, int>> broken = {
      {"\x81\x05Hello"s, 1002},
      {frame(0x80, "x"), 1002},
      {frame(0x01, "x") + text("y"), 1002},
      {frame(0xc1, "x"), 1002},
      {text("\xff"), 1007},
      {text("12345678901"), 1009},
      {frame(0x01, "123456") + frame(0x80, "123456"), 1009},
      {close_frame("\x03"), 1002},
      {close_frame("\x03\xed"), 1002}};
  for (const auto& [input, expected] : broken) {
    const std::string all = frames(handler, input + text("never"));
    EXPECT_EQ(all, "\x88\x02"s + static_cast<char>(expected >> 8) +
                       static_cast<char>(expected & 255));
    EXPECT_EQ(code, expected);
  }
}

TEST_F(WebSocketTest, TheClientsCloseIsAnswered) {
  int code = 0;
  const auto handler = [&code](ServerRequest& request,
                               ServerResponse& response) {
    WebSocket peer(request, response);
    EXPECT_EQ(peer.receive(), std::nullopt);
    code = peer.close_code();
    EXPECT_FALSE(peer.open());
  };
  EXPECT_EQ(frames(handler, close_frame("\x0f\xa0"
                                        "bye")),
            "\x88\x02\x0f\xa0");
  EXPECT_EQ(code, 4000);
  EXPECT_EQ(frames(handler, close_frame("")), "\x88\x00"s);
  EXPECT_EQ(code, 1005);
  EXPECT_EQ(frames(handler, ""), "");
  EXPECT_EQ(code, 1006);
}

TEST_F(WebSocketTest, TheServerCloses) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        WebSocket peer(request, response);
        peer.close(4001, "enough");
        EXPECT_EQ(peer.close_code(), 4001);
        EXPECT_THROW(peer.close(1006), std::invalid_argument);
      });
  TestClient client(server);
  client.send(handshake());
  client.head();
  EXPECT_EQ(client.read(10),
            "\x88\x08\x0f\xa1"
            "enough");
  client.send(text("dropped") + close_frame("\x0f\xa1"));
  client.end();
  EXPECT_EQ(client.rest(), "");
  EXPECT_EQ(elapsed_ms(), 0);
  TestClient silent(server);
  silent.send(handshake());
  silent.serving().join();
  EXPECT_EQ(elapsed_ms(), 4000);  // for its close, and for its end
}

TEST_F(WebSocketTest, ASilentClientIsAskedAndThenLetGo) {
  int code = 0;
  HttpServer server =
      make([&code](ServerRequest& request, ServerResponse& response) {
        WebSocket peer(request, response);
        EXPECT_EQ(peer.receive(), std::nullopt);
        code = peer.close_code();
      });
  TestClient client(server);
  client.send(handshake());
  client.head();
  EXPECT_EQ(client.read(2), "\x89\x00"s);
  EXPECT_EQ(elapsed_ms(), 30'000);
  client.send(frame(0x8a, ""));
  EXPECT_EQ(client.read(2), "\x89\x00"s);
  EXPECT_EQ(elapsed_ms(), 60'000);
  client.some();
  EXPECT_EQ(elapsed_ms(), 90'000);
  EXPECT_EQ(code, 1006);
}

TEST_F(WebSocketTest, OneFiberReceivesWhileOthersSend) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        WebSocket peer(request, response);
        std::vector<Fiber<void>> senders;
        for (int i = 0; i < 10; ++i) {
          senders.push_back(
              spawn([&peer] { peer.send(std::string(70'000, 'x')); }));
        }
        EXPECT_EQ(peer.receive()->data, "done");
        join_all(senders);
        peer.close();
      });
  TestClient client(server);
  client.send(handshake());
  client.head();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(client.read(10), "\x81\x7f\0\0\0\0\0\x01\x11\x70"s);
    EXPECT_EQ(client.read(70'000), std::string(70'000, 'x'));
  }
  client.send(text("done"));
  EXPECT_EQ(client.read(4), "\x88\x02\x03\xe8");
}

TEST_F(WebSocketTest, ATimeoutLosesNoPartOfAMessage) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        WebSocket peer(request, response);
        EXPECT_FALSE(with_timeout(1s, [&] { return peer.receive(); }));
        peer.send(peer.receive()->data);
      });
  TestClient client(server);
  client.send(handshake());
  client.head();
  const std::string whole = text("Hello");
  client.send(whole.substr(0, 8));
  sleep_for(2s);
  client.send(whole.substr(8));
  EXPECT_EQ(client.read(7), "\x81\x05Hello");
}

TEST_F(WebSocketTest, AnExceptionOfTheHandlerIs1011) {
  EXPECT_EQ(frames(
                [](ServerRequest& request, ServerResponse& response) {
                  const WebSocket peer(request, response);
                  throw std::runtime_error("broken");
                },
                ""),
            "\x88\x02\x03\xf3");
  EXPECT_EQ(errors_, (Story{"broken"}));
}

}  // namespace
}  // namespace gfetch::http
