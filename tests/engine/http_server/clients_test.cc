// Clients that nobody here wrote: curl, ab, wrk, h2load, Python. What is not
// installed is skipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gfetch/fiber/offload.h"
#include "gfetch/http_server/event_stream.h"
#include "gfetch/http_server/router.h"
#include "gfetch/http_server/static_files.h"
#include "gfetch/http_server/web_socket.h"
#include "gfetch/tls/tls_socket.h"
#include "tests/engine/http_server/server_fixture.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::http {
namespace {

using ::testing::HasSubstr;

Router make_router(const std::string& folder) {
  Router router;
  router.get("/hello", say_hello);
  router.get("/stream", [](ServerRequest&, ServerResponse& response) {
    for (int i = 0; i < 5; ++i) {
      response.write(std::to_string(i));
      response.flush();
    }
  });
  router.post("/echo", [](ServerRequest& request, ServerResponse& response) {
    response.send(200, "application/octet-stream", request.read_all());
  });
  router.get("/files/{path*}", StaticFiles(folder));
  router.get("/events", [](ServerRequest&, ServerResponse& response) {
    EventStream(response).send({.data = "news"});
  });
  return router;
}

class ClientsTest : public RealServerTest {
 protected:
  void serve(HttpServerOptions options = {}) {
    server_ = std::make_unique<HttpServer>(net::SocketAddress::loopback(0),
                                           make_router(dir_.path()),
                                           std::move(options));
    server_->start();
  }
  void TearDown() override {
    server_.reset();
    RealServerTest::TearDown();
  }

  std::string url(const std::string& path,
                  const std::string& scheme = "http") const {
    return scheme + "://localhost:" + std::to_string(server_->port()) + path;
  }

  // Runs a program in a thread, for the server is in this one.
  static test::Finished run(std::vector<std::string> args) {
    return offload([&args] { return test::run({.args = args}); });
  }
  static std::string curl(std::vector<std::string> args) {
    args.insert(args.begin(), {"curl", "-sS", "--noproxy", "*", "-4"});
    const test::Finished finished = run(std::move(args));
    EXPECT_EQ(finished.exit_code, 0) << finished;
    return finished.out;
  }

  test::TempDir dir_;
  std::unique_ptr<HttpServer> server_;
};

#define NEEDS(program) \
  if (!test::on_path(program)) GTEST_SKIP() << "no " program

TEST_F(ClientsTest, Curl) {
  NEEDS("curl");
  serve();
  dir_.write("a.txt", "0123456789");
  EXPECT_EQ(curl({url("/hello")}), "hello");
  EXPECT_EQ(curl({"--http1.0", url("/hello")}), "hello");
  EXPECT_EQ(curl({url("/stream")}), "01234");
  EXPECT_EQ(curl({"--http1.0", url("/stream")}), "01234");
  EXPECT_THAT(curl({"-I", url("/hello")}), HasSubstr("Content-Length: 5"));
  EXPECT_EQ(curl({"-r", "2-4", url("/files/a.txt")}), "234");
  EXPECT_EQ(curl({"--path-as-is", "-o", "/dev/null", "-w", "%{http_code}",
                  url("/files/../../etc/passwd")}),
            "404");
  EXPECT_EQ(curl({url("/events")}), "data: news\n\n");
  EXPECT_EQ(curl({url("/hello"), url("/hello"), "-w", "%{num_connects}"}),
            "hello1hello0");
}

TEST_F(ClientsTest, CurlSendsBodies) {
  NEEDS("curl");
  serve();
  const std::string body(200'000, 'x');
  const auto file = dir_.write("body", body);
  const std::string data = "@" + file.string();
  EXPECT_EQ(curl({"--data-binary", data, url("/echo")}), body);
  EXPECT_EQ(curl({"-H", "Transfer-Encoding: chunked", "--data-binary", data,
                  url("/echo")}),
            body);
  // curl waits for the `100 Continue` that it asks for, longer than this test.
  EXPECT_EQ(curl({"--expect100-timeout", "600", "-m", "60", "-H",
                  "Expect: 100-continue", "--data-binary", data, url("/echo")}),
            body);
}

TEST_F(ClientsTest, CurlOverTls) {
  NEEDS("curl");
  if (!test::TestCa::available()) GTEST_SKIP() << "no openssl command";
  test::TestCa ca;
  const test::Certificate certificate = ca.issue();
  HttpServerOptions options;
  options.connections.wrap = net::tls_server(
      net::TlsContext::server({.certificate_file = certificate.chain.string(),
                               .key_file = certificate.key.string(),
                               .alpn = {"http/1.1"}}));
  serve(options);
  dir_.write("big", std::string(300'000, 'b'));
  const std::string root = ca.root().string();
  EXPECT_EQ(curl({"--cacert", root, url("/hello", "https"),
                  url("/stream", "https"), "-w", "%{num_connects}"}),
            "hello1012340");
  EXPECT_EQ(curl({"--cacert", root, url("/files/big", "https")}),
            std::string(300'000, 'b'));
}

TEST_F(ClientsTest, Ab) {
  NEEDS("ab");
  serve();
  const std::string there =
      "http://127.0.0.1:" + std::to_string(server_->port()) + "/hello";
  for (const char* keep : {"-q", "-k"}) {
    const test::Finished ab =
        run({"ab", keep, "-n", "2000", "-c", "50", there});
    EXPECT_EQ(ab.exit_code, 0) << ab;
    EXPECT_THAT(ab.out, HasSubstr("Complete requests:      2000")) << ab;
    EXPECT_THAT(ab.out, HasSubstr("Failed requests:        0")) << ab;
  }
}

TEST_F(ClientsTest, Wrk) {
  NEEDS("wrk");
  serve();
  const test::Finished wrk =
      run({"wrk", "-t", "1", "-c", "20", "-d", "1s",
           "http://127.0.0.1:" + std::to_string(server_->port()) + "/hello"});
  EXPECT_EQ(wrk.exit_code, 0) << wrk;
  EXPECT_THAT(wrk.out, HasSubstr("Requests/sec")) << wrk;
  EXPECT_EQ(wrk.out.find("Non-2xx"), wrk.out.npos) << wrk;
  EXPECT_EQ(wrk.out.find("Socket errors"), wrk.out.npos) << wrk;
}

TEST_F(ClientsTest, H2load) {
  NEEDS("h2load");
  serve();
  const test::Finished h2load =
      run({"h2load", "--h1", "-n", "500", "-c", "10", "-m", "5",
           "http://127.0.0.1:" + std::to_string(server_->port()) + "/hello"});
  EXPECT_EQ(h2load.exit_code, 0) << h2load;
  EXPECT_THAT(h2load.out, HasSubstr("500 succeeded, 0 failed")) << h2load;
}

TEST_F(ClientsTest, Python) {
  NEEDS("python3");
  serve();
  const test::Finished python = run({"python3", "-c", R"(
import http.client, sys
c = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]))
for method, path, body in [('GET', '/hello', None), ('GET', '/stream', None),
                           ('POST', '/echo', b'body'), ('HEAD', '/hello', None),
                           ('POST', '/echo', iter([b'chunk', b'ed'])),
                           ('DELETE', '/hello', None), ('GET', '/no', None)]:
    c.request(method, path, body)
    r = c.getresponse()
    print(r.status, r.read().decode().strip())
)",
                                     std::to_string(server_->port())});
  EXPECT_EQ(python.exit_code, 0) << python;
  EXPECT_EQ(python.out,
            "200 hello\n200 01234\n200 body\n200 \n200 chunked\n"
            "405 Method Not Allowed\n404 Not Found\n");
}

}  // namespace
}  // namespace gfetch::http
