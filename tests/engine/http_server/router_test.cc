#include "gfetch/http_server/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

using ::testing::HasSubstr;

// A handler that answers with `name` and the values of parameters.
HttpHandler names(std::string name, std::vector<std::string> parameters = {}) {
  return [name, parameters](ServerRequest& request, ServerResponse& response) {
    std::string text = name;
    for (const std::string& parameter : parameters) {
      text += ' ' + parameter + '=' + std::string(request.parameter(parameter));
    }
    response.send(200, "text/plain", text);
  };
}

class RouterTest : public ServerTest {
 protected:
  std::string get(const std::string& target,
                  const std::string& method = "GET") {
    const std::string all =
        ask(router_, method + ' ' + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return status_of(all) == 200 ? body_of(all)
                                 : std::to_string(status_of(all));
  }

  Router router_;
};

TEST_F(RouterTest, FindsLiteralsAndParameters) {
  router_.get("/", names("root"));
  router_.get("/rooms", names("rooms"));
  router_.get("/rooms/{room}", names("room", {"room"}));
  router_.get("/rooms/{room}/{user}", names("user", {"room", "user"}));
  EXPECT_EQ(get("/"), "root");
  EXPECT_EQ(get("/rooms"), "rooms");
  EXPECT_EQ(get("/rooms?x=/a/b"), "rooms");
  EXPECT_EQ(get("/rooms/a"), "room room=a");
  EXPECT_EQ(get("/rooms/a/b"), "user room=a user=b");
  EXPECT_EQ(get("/rooms/a/b/c"), "404");
  EXPECT_EQ(get("/rooms/"), "404");
  EXPECT_EQ(get("/Rooms"), "404");
}

TEST_F(RouterTest, DecodesEachPartByItself) {
  router_.get("/a b/{x}", names("found", {"x"}));
  EXPECT_EQ(get("/a%20b/c%2Fd"), "found x=c/d");
  EXPECT_EQ(get("/a%20b/%c3%bc+"), "found x=\xc3\xbc+");
  EXPECT_EQ(get("/a%2"), "400");
  EXPECT_EQ(get("/a%20b/%zz"), "400");
}

TEST_F(RouterTest, NoParameterIsADotSegment) {
  router_.get("/{x}", names("one", {"x"}));
  router_.get("/f/{x*}", names("rest", {"x"}));
  for (const char* path : {"/..", "/.", "/%2e%2e", "/%2E", "/f/a/../b",
                           "/f/%2e%2e/a", "/f/a/%2e."}) {
    EXPECT_EQ(get(path), "404") << path;
  }
  EXPECT_EQ(get("/..."), "one x=...");
}

TEST_F(RouterTest, TheRestIsAllThatIsLeft) {
  router_.get("/f/{path*}", names("rest", {"path"}));
  EXPECT_EQ(get("/f/"), "rest path=");
  EXPECT_EQ(get("/f/a/b%20c/"), "rest path=a/b c/");
  EXPECT_EQ(get("/f"), "404");
}

TEST_F(RouterTest, TheLiteralGoesFirst) {
  router_.get("/{a*}", names("rest", {"a"}));
  router_.get("/{a}", names("parameter", {"a"}));
  router_.get("/x", names("literal"));
  router_.get("/x/y/z", names("deep"));
  router_.get("/{a}/y/w", names("back", {"a"}));
  EXPECT_EQ(get("/x"), "literal");
  EXPECT_EQ(get("/y"), "parameter a=y");
  EXPECT_EQ(get("/x/y/w"), "back a=x");
  EXPECT_EQ(get("/x/y/v"), "rest a=x/y/v");
}

TEST_F(RouterTest, MethodsOfOnePath) {
  router_.get("/a", names("get"));
  router_.post("/a", names("post"));
  router_.del("/{x}", names("delete"));
  EXPECT_EQ(get("/a", "POST"), "post");
  EXPECT_EQ(get("/a", "DELETE"), "delete");
  EXPECT_EQ(get("/a", "HEAD"), "");
  EXPECT_EQ(get("/a", "PUT"), "405");
  EXPECT_EQ(get("/a", "get"), "405");
  EXPECT_THAT(ask(router_, "PUT /a HTTP/1.1\r\nHost: a\r\n\r\n"),
              HasSubstr("Allow: OPTIONS, DELETE, GET, HEAD, POST\r\n"));
  const std::string options =
      ask(router_, "OPTIONS /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(options), 204);
  EXPECT_THAT(options,
              HasSubstr("Allow: OPTIONS, DELETE, GET, HEAD, POST\r\n"));
  EXPECT_EQ(status_of(ask(router_, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")),
            204);
}

TEST_F(RouterTest, HeadHasTheFieldsOfGetWithoutTheBody) {
  router_.get("/a", names("get"));
  EXPECT_EQ(without_date(ask(router_, "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n")),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
            "Content-Length: 3\r\n\r\n");
}

TEST_F(RouterTest, AnotherAnswerThan404) {
  router_.get("/a", names("a"));
  router_.otherwise(names("else"));
  EXPECT_EQ(get("/b"), "else");
  EXPECT_EQ(get("/a", "PUT"), "405");
}

TEST_F(RouterTest, RefusesPatternsThatAreNone) {
  router_.get("/a/{x}", names(""));
  for (const char* pattern : {"", "a", "/{}", "/{*}", "/{x}/{x}", "/{x*}/a",
                              "/a{x}", "/{x", "/x}", "/{x}y", "/a/{y}"}) {
    EXPECT_THROW(router_.get(pattern, names("")), std::invalid_argument)
        << pattern;
  }
  EXPECT_THROW(router_.on("G T", "/", names("")), std::invalid_argument);
  EXPECT_THROW(router_.get("/n", nullptr), std::invalid_argument);
}

}  // namespace
}  // namespace gfetch::http
