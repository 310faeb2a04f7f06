// Every call of the HTTP server that blocks, killed and timed out at each of
// its yields in a thousand random orders. A client never takes a part for the
// whole, no answer belongs to another request, and no descriptor, fiber or
// memory is left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http_server/event_stream.h"
#include "gfetch/http_server/router.h"
#include "gfetch/http_server/static_files.h"
#include "gfetch/http_server/web_socket.h"
#include "tests/engine/fiber/races.h"
#include "tests/engine/http_server/server_fixture.h"
#include "tests/engine/net/socket_fixture.h"
#include "tests/support/temp_dir.h"

namespace gfetch::http {
namespace {

using namespace std::string_literals;
using ::testing::AnyOf;
using ::testing::StartsWith;

/// A response, as a client reads it that shares no code with the server.
struct Response {
  int status = 0;
  std::string body;
  bool whole = false;
};

/// Takes the body of a response from `text`. Returns true if it is whole.
bool take_body(std::string_view head, std::string_view& text,
               std::string& body) {
  const auto take = [&text, &body](std::size_t count) {
    body += text.substr(0, count);
    const bool whole = text.size() >= count;
    text.remove_prefix(std::min(count, text.size()));
    return whole;
  };
  if (const std::size_t at = head.find("Content-Length: "); at != head.npos) {
    return take(std::stoul(std::string(head.substr(at + 16, 10))));
  }
  if (head.find("Transfer-Encoding: chunked") == head.npos) return false;
  for (;;) {
    const std::size_t line = text.find("\r\n");
    if (line == text.npos) return false;
    const std::size_t size =
        std::stoul(std::string(text.substr(0, line)), nullptr, 16);
    text.remove_prefix(line + 2);
    if (size > 0 && !take(size)) return false;
    if (!text.starts_with("\r\n")) return false;
    text.remove_prefix(2);
    if (size == 0) return true;
  }
}

std::vector<Response> responses_of(std::string_view text) {
  std::vector<Response> responses;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == text.npos) break;
    const std::string_view head = text.substr(0, end);
    Response response;
    response.status = status_of(head);
    EXPECT_NE(response.status, 0) << head;
    text.remove_prefix(end + 4);
    if (response.status == 100) continue;
    response.whole = take_body(head, text, response.body);
    responses.push_back(response);
    if (!response.whole) break;
  }
  return responses;
}

enum class Blow : std::uint8_t { kNone, kKill, kExpire };

/// The fiber that is hit, and the Timeout that it runs under.
class Victim {
 public:
  /// While it is in scope, a Timeout of the running fiber can be made to
  /// expire.
  class Limited {
   public:
    explicit Limited(Victim& victim) : victim_(victim) {
      victim_.timeout_ = &timeout_;
    }
    ~Limited() { victim_.timeout_ = nullptr; }
    Limited(const Limited&) = delete;
    Limited& operator=(const Limited&) = delete;

    bool owns(const TimeoutExpired& expired) const {
      return timeout_.owns(expired);
    }

   private:
    Victim& victim_;
    Timeout timeout_{std::nullopt};
  };

  /// Starts a fiber that deals `blow` to `fiber` after some yields.
  Fiber<void> hit(AnyFiber fiber, Blow blow, int yields) {
    return spawn([this, fiber = std::move(fiber), blow, yields] {
      for (int i = 0; i < yields; ++i) yield();
      if (fiber.ready()) return;
      if (blow == Blow::kKill) {
        was_hit_ = true;
        fiber.kill(KillMode::kLater);
      } else if (blow == Blow::kExpire && timeout_ != nullptr) {
        was_hit_ = true;
        timeout_->restart(Duration::zero());
      }
    });
  }
  bool was_hit() const noexcept { return was_hit_; }

 private:
  Timeout* timeout_ = nullptr;
  bool was_hit_ = false;
};

/// A conversation with a handler.
struct Call {
  HttpHandler handler;
  std::string input;      ///< a request for the handler
  std::string body = {};  ///< what its whole response has
  /// The handler goes on after a Timeout, so that nothing may be lost then.
  bool goes_on = false;
  bool on_socket = false;  ///< in place of a stream in memory
};

class HttpRaceTest : public DescriptorTest {
 protected:
  static constexpr std::string_view kNext =
      "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

  /// What one run of a Call told.
  struct Told {
    std::string output;
    int yields = 0;  // that it took
  };

  // Talks with a server of its own on a connection in memory, or on a socket
  // pair, and deals a blow to the fiber that serves after `yields` yields.
  Told talk(const HttpHandler& handler, std::string_view input, bool on_socket,
            Blow blow, int yields) {
    HttpServerOptions options;
    options.on_error = [](const ServerRequest&, const std::exception_ptr&) {};
    HttpServer server(
        net::SocketAddress::loopback(0),
        [&](ServerRequest& request, ServerResponse& response) {
          if (request.path() == "/next") {
            return response.send(200, "text/plain", "next");
          }
          const Victim::Limited limited(*victim_);
          handler(request, response);
        },
        std::move(options));
    net::MemoryStream::Ends in_memory = net::MemoryStream::pair(300);
    net::Ends pair;
    if (on_socket) pair = net::unix_pair();
    net::Stream& mine =
        on_socket ? static_cast<net::Stream&>(pair.here) : *in_memory.first;
    net::Stream& its =
        on_socket ? static_cast<net::Stream&>(pair.there) : *in_memory.second;
    auto serving = spawn([&] { server.serve(its); });
    auto killed_closes = spawn([&] {
      serving.join();
      its.close();  // as a server does
    });
    auto blower = victim_->hit(serving, blow, yields);
    auto sender = spawn([&] {
      try {
        while (!input.empty()) {
          mine.send_all(input.substr(0, 50));
          input.remove_prefix(std::min<std::size_t>(input.size(), 50));
          yield();
        }
        mine.send_all(kNext);
        mine.end_sending();
      } catch (const net::SocketError&) {
        // The server has ended the connection.
      }
    });
    Told told;
    auto receiver = spawn([&] {
      try {
        for (std::string piece; !(piece = net::receive(mine)).empty();) {
          told.output += piece;
          yield();
        }
      } catch (const net::SocketError&) {
      }
    });
    // Those who wait for a socket wait for the loop, which yields hold up.
    while (!on_socket && !serving.ready()) {
      ++told.yields;
      yield();
    }
    join_all({serving, killed_closes, blower, receiver});
    sender.kill();
    EXPECT_EQ(server.connections(), 0U);
    return told;
  }

  // The yields that the conversation takes if nobody disturbs it.
  int yields_of(const HttpHandler& handler, std::string_view input) {
    Hub hub({.clock = ClockKind::kVirtual});
    Victim victim;
    victim_ = &victim;
    return talk(handler, input, false, Blow::kNone, 0).yields;
  }

  // Runs `check` on what each of a thousand interrupted conversations told.
  void interrupt(const HttpHandler& handler, std::string_view input,
                 bool on_socket,
                 const std::function<void(const Told&, Blow)>& check) {
    const int most = on_socket ? 15 : yields_of(handler, input) + 2;
    int number = 0;
    std::array<int, 3> hits{};
    in_a_thousand_orders_without_leak([&](Dice&) {
      Victim victim;
      victim_ = &victim;
      const Blow blow = number % 2 == 0 ? Blow::kKill : Blow::kExpire;
      const int yields = number / 2 % most;
      ++number;
      const Told told = talk(handler, input, on_socket, blow, yields);
      const Blow felt = victim.was_hit() ? blow : Blow::kNone;
      ++hits.at(static_cast<std::size_t>(felt));
      check(told, felt);
    });
    EXPECT_GE(hits[1], 50) << "kills";
    EXPECT_GE(hits[2], 50) << "limits that expired";
  }

  void interrupt(const Call& call) {
    interrupt(call.handler, call.input, call.on_socket,
              [&call](const Told& told, Blow blow) {
                check_responses(call, told.output, blow);
              });
  }

  static void check_responses(const Call& call, const std::string& output,
                              Blow blow) {
    const std::vector<Response> responses = responses_of(output);
    ASSERT_LE(responses.size(), 2U) << output;
    const bool undisturbed =
        blow == Blow::kNone || (blow == Blow::kExpire && call.goes_on);
    if (undisturbed) {
      ASSERT_EQ(responses.size(), 2U) << output;
    }
    if (responses.empty()) return;
    const Response& first = responses[0];
    if (undisturbed || (first.whole && first.status == 200)) {
      EXPECT_TRUE(first.whole);
      EXPECT_EQ(first.status, 200);
      EXPECT_TRUE(first.body == call.body) << first.body;
    } else if (first.whole) {
      EXPECT_EQ(first.status, 500);
      EXPECT_EQ(first.body, "Internal Server Error\n");
    } else if (first.status == 200) {
      EXPECT_THAT(call.body, StartsWith(first.body));
    }
    if (responses.size() < 2) return;
    EXPECT_EQ(responses[1].status, 200);
    if (responses[1].whole) {
      EXPECT_EQ(responses[1].body, "next");
    }
    if (blow != Blow::kKill) {
      EXPECT_TRUE(responses[1].whole);
    }
  }

  // A handler that reads the body by `read`, and answers with what it read.
  template <class Read>
  static HttpHandler answer_with(Read read) {
    return [read](ServerRequest& request, ServerResponse& response) {
      std::string body;
      read(request, body);
      response.send(200, "text/plain", body);
    };
  }

  static void read_in_parts(ServerRequest& request, std::string& body) {
    std::array<char, 30> piece;
    while (const std::size_t got = request.read(piece)) {
      body.append(piece.data(), got);
    }
  }

  // Reads on where a Timeout has interrupted it.
  static void read_in_spite_of_timeouts(ServerRequest& request,
                                        std::string& body) {
    try {
      read_in_parts(request, body);
    } catch (const TimeoutExpired&) {
      read_in_parts(request, body);
    }
  }

  static std::string post(const std::string& fields, const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
  }
  static std::string post(const std::string& body) {
    return post("Content-Length: " + std::to_string(body.size()) + "\r\n",
                body);
  }
  static std::string post_in_chunks(const std::string& body) {
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += 16) {
      const std::string part = body.substr(at, 16);
      const char digit = "0123456789abcdefg"[part.size()];
      chunks += (digit == 'g' ? "10"s : std::string(1, digit)) + "\r\n" + part +
                "\r\n";
    }
    return post("Transfer-Encoding: chunked\r\n", chunks + "0\r\n\r\n");
  }

  static std::string letters(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += static_cast<char>('a' + i % 25);
    }
    return text;
  }

  const std::string get_ = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  Victim* victim_ = nullptr;
};

TEST_F(HttpRaceTest, ReadingABodyInParts) {
  const std::string body = letters(300);
  interrupt({.handler = answer_with(read_in_parts),
             .input = post(body),
             .body = body});
}

TEST_F(HttpRaceTest, ReadingABodyAfterATimeoutLosesNothing) {
  const std::string body = letters(300);
  interrupt({.handler = answer_with(read_in_spite_of_timeouts),
             .input = post(body),
             .body = body,
             .goes_on = true});
}

TEST_F(HttpRaceTest, ReadingChunks) {
  const std::string body = letters(170);
  interrupt({.handler = answer_with(read_in_parts),
             .input = post_in_chunks(body),
             .body = body});
}

TEST_F(HttpRaceTest, ReadingChunksAfterATimeoutLosesNothing) {
  const std::string body = letters(170);
  interrupt({.handler = answer_with(read_in_spite_of_timeouts),
             .input = post_in_chunks(body),
             .body = body,
             .goes_on = true});
}

TEST_F(HttpRaceTest, ReadingAWholeBody) {
  const std::string body = letters(300);
  interrupt({.handler = answer_with([](auto& request, std::string& into) {
               into = request.read_all();
             }),
             .input = post(body),
             .body = body});
}

TEST_F(HttpRaceTest, ReadingABodyThatWaitsForContinue) {
  const std::string body = letters(200);
  interrupt(
      {.handler = answer_with(read_in_parts),
       .input = post("Expect: 100-continue\r\nContent-Length: 200\r\n", body),
       .body = body});
}

TEST_F(HttpRaceTest, SendingAWholeBody) {
  const std::string body = letters(20'000);
  interrupt({.handler =
                 [body](ServerRequest&, ServerResponse& response) {
                   response.send(200, "text/plain", body);
                 },
             .input = get_,
             .body = body});
}

TEST_F(HttpRaceTest, WritingInParts) {
  interrupt({.handler =
                 [](ServerRequest&, ServerResponse& response) {
                   for (int i = 0; i < 5; ++i) {
                     response.write(letters(200));
                     response.flush();
                   }
                 },
             .input = get_,
             .body = letters(200) + letters(200) + letters(200) + letters(200) +
                     letters(200)});
}

TEST_F(HttpRaceTest, WritingMoreThanIsCollected) {
  const std::string half = letters(200'000);
  interrupt({.handler =
                 [half](ServerRequest&, ServerResponse& response) {
                   response.header("Content-Length", "400000");
                   response.write(half);
                   response.write(half);
                 },
             .input = get_,
             .body = half + half,
             .on_socket = true});
}

TEST_F(HttpRaceTest, WritingOnAfterATimeoutCutsTheConnection) {
  interrupt({.handler =
                 [](ServerRequest&, ServerResponse& response) {
                   for (int i = 0; i < 5; ++i) {
                     try {
                       response.write(letters(200));
                       response.flush();
                     } catch (const TimeoutExpired&) {
                       // The next write fails.
                     }
                   }
                 },
             .input = get_,
             .body = letters(200) + letters(200) + letters(200) + letters(200) +
                     letters(200)});
}

TEST_F(HttpRaceTest, Redirecting) {
  interrupt(
      [](ServerRequest&, ServerResponse& response) {
        response.redirect("/" + letters(500));
        response.flush();
      },
      get_, false,
      [](const Told& told, Blow blow) {
        const auto responses = responses_of(told.output);
        if (blow == Blow::kNone) {
          ASSERT_EQ(responses.size(), 2U);
        }
        if (responses.empty()) return;
        EXPECT_THAT(responses[0].status, AnyOf(303, 500));
      });
}

TEST_F(HttpRaceTest, ARoutersHandlerThatEchoes) {
  Router router;
  router.post("/", [](ServerRequest& request, ServerResponse& response) {
    std::array<char, 64> piece;
    while (const std::size_t got = request.read(piece)) {
      response.write({piece.data(), got});
      response.flush();
    }
  });
  const std::string body = letters(400);
  interrupt({.handler = router, .input = post(body), .body = body});
}

TEST_F(HttpRaceTest, SendingEvents) {
  std::string body = "retry: 1000\n\n: ping\n";
  for (int i = 0; i < 4; ++i) {
    body += format_event({.event = "news", .data = letters(100)});
  }
  interrupt({.handler =
                 [](ServerRequest&, ServerResponse& response) {
                   EventStream events(response);
                   events.retry_after(std::chrono::seconds(1));
                   events.comment("ping");
                   for (int i = 0; i < 4; ++i) {
                     events.send({.event = "news", .data = letters(100)});
                   }
                 },
             .input = get_,
             .body = body});
}

TEST_F(HttpRaceTest, SendingFiles) {
  const test::TempDir dir;
  const std::string body = letters(400'000);
  dir.write("index.html", letters(20'000));
  dir.write("big", body);
  {
    const StaticFiles files(dir.path().string());
    interrupt({.handler = files, .input = get_, .body = letters(20'000)});
    interrupt({.handler = files,
               .input = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n",
               .body = body,
               .on_socket = true});
  }
}

TEST_F(HttpRaceTest, WaitingForAClientThatGoes) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    Event never;
    bool unwound = false;
    HttpServer server(net::SocketAddress::loopback(0),
                      [&](ServerRequest& request, ServerResponse& response) {
                        struct Unwinds {
                          bool& unwound;
                          ~Unwinds() { unwound = true; }
                        } const unwinds{unwound};
                        request.kill_when_client_gone();
                        request.read_all();
                        response.flush();
                        const Timeout timeout(some_limit(dice));
                        never.wait();
                      },
                      {.on_error = [](auto&, auto) {}});
    auto ends = net::MemoryStream::pair(300);
    auto serving = spawn([&] { server.serve(*ends.second); });
    try {
      ends.first->send_all(post("body").substr(0, 40));
      dice.dawdle();
      ends.first->send_all(post("body").substr(40));
      while (dice(3) == 0) ends.first->send_all("what comes ahead");
      dice.dawdle();
      if (dice(2) == 0) ends.first->end_sending();
    } catch (const net::SocketError&) {
    }
    kill_some({serving}, dice).join();
    ends.first->close();
    serving.join();
    EXPECT_EQ(server.connections(), 0U);
    never.set();
  });
}

/// A server on a real port, three clients who want different things of it, and
/// a fiber that is hit while it stops or runs the server.
void stop_among_clients(Dice& dice, int number,
                        const std::function<void(HttpServer&)>& call) {
  int running = 0;
  auto server = std::make_unique<HttpServer>(
      net::SocketAddress::loopback(0),
      [&running](ServerRequest& request, ServerResponse& response) {
        struct Count {
          explicit Count(int& its_number) : number(its_number) { ++number; }
          ~Count() { --number; }
          int& number;
        } const count(running);
        const std::string body = request.read_all();
        if (request.path() == "/slow") sleep_for(2ms);
        response.send(200, "text/plain", body);
      },
      HttpServerOptions{
          .connections = {.stop_limit = 1ms,
                          .on_accept_error = [](const net::SocketError& error) {
                            ADD_FAILURE() << error.what();
                          }}});
  Victim victim;
  auto hit = spawn([&] {
    const Victim::Limited limited(victim);
    try {
      call(*server);
    } catch (const TimeoutExpired&) {
    }
  });
  while (server->port() == 0) yield();
  const net::SocketAddress address = server->address();
  std::vector<AnyFiber> clients;
  for (const std::string_view input :
       {std::string_view(), std::string_view("GET /slow HTTP/1.1\r\nHost: a"),
        std::string_view("POST / HTTP/1.1\r\nHost: a\r\n"
                         "Content-Length: 9\r\n\r\nhalf")}) {
    clients.emplace_back(spawn([&address, &dice, input] {
      try {
        net::Socket client = net::create_connection(address, 1s);
        client.send_all(input);
        dice.dawdle();
        if (input.starts_with("GET")) client.send_all("\r\n\r\n");
        const auto responses = responses_of(net::receive_all(client));
        EXPECT_LE(responses.size(), 1U);
        if (!responses.empty()) {
          EXPECT_TRUE(responses[0].whole);
          EXPECT_EQ(responses[0].status, 200);
        }
      } catch (const net::SocketError&) {
      }
    }));
  }
  victim
      .hit(hit, number % 2 == 0 ? Blow::kKill : Blow::kExpire, number / 2 % 15)
      .join();
  if (dice(2) == 0) server->stop(std::chrono::milliseconds(dice(2)));
  hit.kill();
  server.reset();
  EXPECT_EQ(running, 0);
  join_all(clients);
}

TEST_F(HttpRaceTest, StoppingAServer) {
  int number = 0;
  in_a_thousand_orders_without_leak([&number](Dice& dice) {
    stop_among_clients(dice, number++, [&dice](HttpServer& server) {
      server.start();
      dice.dawdle();
      server.stop(some_limit(dice));
    });
  });
}

TEST_F(HttpRaceTest, RunningAServer) {
  int number = 0;
  in_a_thousand_orders_without_leak([&number](Dice& dice) {
    stop_among_clients(dice, number++,
                       [](HttpServer& server) { server.run(); });
  });
}

std::string masked(unsigned first, const std::string& payload) {
  return std::string(1, static_cast<char>(first)) +
         static_cast<char>(0x80 | payload.size()) + std::string(4, '\0') +
         payload;
}

std::string handshake() {
  return "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/// The frames that a server has sent, each as its first byte and payload; of a
/// last one that is cut, nothing.
std::vector<std::pair<unsigned, std::string>> frames_of(std::string_view text) {
  std::vector<std::pair<unsigned, std::string>> frames;
  while (text.size() >= 2) {
    const auto byte = [&text](std::size_t at) {
      return static_cast<unsigned char>(text[at]);
    };
    std::size_t size = byte(1);
    std::size_t begin = 2;
    if (size == 126) {
      if (text.size() < 4) break;
      size = byte(2) * 256U + byte(3);
      begin = 4;
    }
    if (text.size() < begin + size) break;
    frames.emplace_back(byte(0), text.substr(begin, size));
    text.remove_prefix(begin + size);
  }
  return frames;
}

class WebSocketRaceTest : public HttpRaceTest {
 protected:
  // Interrupts `handler`, which may send `messages` of text, and closes.
  void interrupt_web_socket(const std::function<void(WebSocket&)>& handler,
                            const std::string& input,
                            const std::vector<std::string>& messages) {
    interrupt(
        [&handler](ServerRequest& request, ServerResponse& response) {
          WebSocketOptions options;
          options.ping_after = {};
          WebSocket peer(request, response, options);
          handler(peer);
        },
        handshake() + input, false,
        [&](const Told& told, Blow blow) {
          if (blow == Blow::kNone) {
            ASSERT_EQ(status_of(told.output), 101);
          }
          std::size_t next = 0;
          bool closed = false;
          for (const auto& [first, payload] : frames_of(body_of(told.output))) {
            EXPECT_FALSE(closed);
            if (first == 0x81) {
              ASSERT_LT(next, messages.size());
              EXPECT_EQ(payload, messages[next++]);
            } else if (first == 0x88) {
              closed = true;
            } else {
              EXPECT_THAT(first, AnyOf(0x89U, 0x8aU)) << "no ping or pong";
              EXPECT_EQ(payload, "p");
            }
          }
          if (blow == Blow::kNone) {
            EXPECT_TRUE(closed);
            EXPECT_EQ(next, messages.size());
          }
        });
  }

  // The answer to a handshake alone.
  std::string handshake_answer() {
    const Hub hub({.clock = ClockKind::kVirtual});
    Victim victim;
    victim_ = &victim;
    const std::string all =
        talk([](auto& request,
                auto& response) { const WebSocket peer(request, response); },
             handshake(), false, Blow::kNone, 0)
            .output;
    return all.substr(0, all.find("\r\n\r\n") + 4);
  }

  const std::string close_ = masked(0x88, "\x03\xe8");
};

TEST_F(WebSocketRaceTest, ReceivingAndSending) {
  std::string input;
  std::vector<std::string> messages;
  for (int i = 0; i < 6; ++i) {
    messages.push_back(std::to_string(i) + letters(90));
    input += masked(0x81, messages.back()) + masked(0x89, "p");
  }
  interrupt_web_socket(
      [](WebSocket& peer) {
        while (auto message = peer.receive()) peer.send(message->data);
      },
      input + close_, messages);
}

TEST_F(WebSocketRaceTest, ReceivingOnAfterATimeoutLosesNothing) {
  std::vector<std::string> received;
  std::string input;
  std::vector<std::string> messages;
  for (int i = 0; i < 6; ++i) {
    messages.push_back(std::to_string(i) + letters(90));
    input += masked(0x01, messages.back().substr(0, 40)) +
             masked(0x80, messages.back().substr(40));
  }
  interrupt(
      [&](ServerRequest& request, ServerResponse& response) {
        received.clear();
        std::optional<WebSocket> peer;
        try {
          peer.emplace(request, response);
        } catch (const TimeoutExpired&) {
          received = messages;
          throw;
        }
        const auto receive = [&] {
          while (auto message = peer->receive()) {
            received.push_back(message->data);
          }
        };
        try {
          receive();
        } catch (const TimeoutExpired&) {
          receive();
        }
      },
      handshake() + input + close_, false,
      [&](const Told&, Blow blow) {
        if (blow != Blow::kKill) {
          EXPECT_EQ(received, messages);
        }
      });
}

TEST_F(WebSocketRaceTest, SendingBigMessagesWhileAnotherFiberReceives) {
  std::vector<std::string> messages;
  for (int i = 0; i < 4; ++i) {
    messages.push_back(std::to_string(i) + letters(500));
  }
  interrupt_web_socket(
      [&messages](WebSocket& peer) {
        auto receiver = spawn([&peer] {
          while (peer.receive()) {
          }
        });
        struct Ends {
          Fiber<void>& fiber;
          ~Ends() {
            const KillShield shield;
            fiber.kill();
          }
        } const ends{receiver};
        for (const std::string& message : messages) peer.send(message);
        peer.ping("p");
        peer.close();
      },
      masked(0x81, "x") + masked(0x89, "p") + close_, messages);
}

TEST_F(WebSocketRaceTest, AMessageThatWasCutIsNotMadeWholeByAClose) {
  // The stream takes 300 bytes: the message lacks two then, as a close has.
  const std::size_t head = handshake_answer().size() + 4;
  const std::string message = letters(302 - head);
  interrupt_web_socket(
      [&message](WebSocket& peer) {
        peer.send(message);
        peer.close();
      },
      close_, {message});
}

TEST_F(WebSocketRaceTest, Closing) {
  interrupt_web_socket(
      [](WebSocket& peer) { peer.close(1000, letters(100)); },
      masked(0x81, letters(100)) + masked(0x81, letters(100)) + close_, {});
}

}  // namespace
}  // namespace gfetch::http
