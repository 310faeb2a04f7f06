#include "gfetch/http_server/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "gfetch/fiber/queue.h"
#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

using namespace std::string_literals;

TEST(ServerSentEvents, AsTheyAreSent) {
  EXPECT_EQ(format_event({.data = "a"}), "data: a\n\n");
  EXPECT_EQ(format_event({.event = "e", .data = "a\nb\r\nc\rd", .id = "7"}),
            "event: e\nid: 7\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(format_event({}), "data: \n\n");
  EXPECT_EQ(format_event({.data = "a\n"}), "data: a\ndata: \n\n");
}

TEST(ServerSentEvents, NoTypeAndNoIdForgesAField) {
  EXPECT_THROW(format_event({.event = "a\nb"}), std::invalid_argument);
  EXPECT_THROW(format_event({.id = "a\rb"}), std::invalid_argument);
  EXPECT_THROW(format_event({.id = "a\0b"s}), std::invalid_argument);
}

using EventStreamTest = ServerTest;

TEST_F(EventStreamTest, EventsArriveAsTheyHappen) {
  Queue<std::string> news;
  HttpServer server =
      make([&news](ServerRequest& request, ServerResponse& response) {
        request.kill_when_client_gone();
        EventStream events(response);
        events.retry_after(2s);
        events.comment("a\nb");
        for (const std::string& item : news) events.send({.data = item});
      });
  TestClient client(server);
  client.send("GET / HTTP/1.0\r\n\r\n");
  const std::string head = client.head();
  EXPECT_THAT(head, ::testing::HasSubstr("Content-Type: text/event-stream\r\n"
                                         "Cache-Control: no-store\r\n"));
  EXPECT_EQ(client.read(21), "retry: 2000\n\n: a\n: b\n");
  news.put("one");
  EXPECT_EQ(client.some(), "data: one\n\n");
  sleep_for(1h);
  news.put("two");
  EXPECT_EQ(client.some(), "data: two\n\n");
  client.close();
  client.serving().join();
  EXPECT_TRUE(client.serving().killed());
}

}  // namespace
}  // namespace gfetch::http
