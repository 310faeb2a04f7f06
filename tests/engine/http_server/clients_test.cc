// Clients that nobody here wrote: curl, ab, wrk, h2load, Python's http.client
// and requests. What is not installed is skipped.
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
using ::testing::Not;

Router make_router(const std::string& folder, long& hellos) {
  Router router;
  router.get("/hello", [&hellos](auto& request, auto& response) {
    ++hellos;
    say_hello(request, response);
  });
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
                                           make_router(dir_.path(), hellos_),
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
  /// The number that `text` has in front of `mark`; 0: there is none.
  static long number_before(const std::string& text, std::string_view mark) {
    const std::size_t end = text.find(mark);
    if (end == text.npos) return 0;
    const std::size_t begin = text.find_last_not_of("0123456789", end - 1) + 1;
    return begin < end ? std::stol(text.substr(begin, end - begin)) : 0;
  }
  static std::string curl(std::vector<std::string> args) {
    args.insert(args.begin(), {"curl", "-sS", "--noproxy", "*", "-4"});
    const test::Finished finished = run(std::move(args));
    EXPECT_EQ(finished.exit_code, 0) << finished;
    return finished.out;
  }

  test::TempDir dir_;
  long hellos_ = 0;  // that were asked for
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
    EXPECT_THAT(ab.out, Not(HasSubstr("Non-2xx"))) << ab;
    EXPECT_THAT(ab.out, HasSubstr("HTML transferred:       10000 bytes")) << ab;
  }
  EXPECT_EQ(hellos_, 4000);
}

TEST_F(ClientsTest, Wrk) {
  NEEDS("wrk");
  serve();
  const test::Finished wrk =
      run({"wrk", "-t", "1", "-c", "20", "-d", "1s",
           "http://127.0.0.1:" + std::to_string(server_->port()) + "/hello"});
  EXPECT_EQ(wrk.exit_code, 0) << wrk;
  EXPECT_THAT(wrk.out, Not(HasSubstr("Non-2xx"))) << wrk;
  EXPECT_THAT(wrk.out, Not(HasSubstr("Socket errors"))) << wrk;
  // What was on its way at the end is not counted: one for each connection.
  const long counted = number_before(wrk.out, " requests in ");
  EXPECT_GT(counted, 0) << wrk;
  EXPECT_LE(counted, hellos_);
  EXPECT_LE(hellos_, counted + 20);
}

TEST_F(ClientsTest, H2load) {
  NEEDS("h2load");
  serve();
  const test::Finished h2load =
      run({"h2load", "--h1", "-n", "500", "-c", "10", "-m", "5",
           "http://127.0.0.1:" + std::to_string(server_->port()) + "/hello"});
  EXPECT_EQ(h2load.exit_code, 0) << h2load;
  EXPECT_THAT(h2load.out, HasSubstr("500 succeeded, 0 failed")) << h2load;
  EXPECT_THAT(h2load.out, HasSubstr("status codes: 500 2xx")) << h2load;
  EXPECT_EQ(hellos_, 500);
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

TEST_F(ClientsTest, PythonRequests) {
  // Debian's requests belong to Debian's python3, which need not come first.
  std::string python;
  for (const char* candidate : {"python3", "/usr/bin/python3"}) {
    if (run({candidate, "-c", "import requests"}).exit_code == 0) {
      python = candidate;
      break;
    }
  }
  if (python.empty()) GTEST_SKIP() << "no Python here has requests";
  serve();
  dir_.write("a.txt", "0123456789");
  const test::Finished requests =
      run({python, "-c", R"(
import concurrent.futures, requests, sys
base = sys.argv[1]
session = requests.Session()
session.trust_env = False
def told(method, path, **more):
    answer = session.request(method, base + path, timeout=60, **more)
    print(answer.status_code, answer.text.strip())
told('GET', '/hello')
told('HEAD', '/hello')
told('GET', '/stream')
told('POST', '/echo', data=b'body')
told('POST', '/echo', data=iter([b'chunk', b'ed']))
told('POST', '/echo', data=b'')
told('GET', '/files/a.txt', headers={'Range': 'bytes=2-4'})
told('PUT', '/hello', data=b'x')
told('GET', '/no')
big = 300000 * b'b'
print(session.post(base + '/echo', data=big, timeout=60).content == big)
print(b"".join(session.get(base + "/stream", stream=True, timeout=60)
               .iter_content(2)).decode())
def one(number):
    own = requests.Session()
    own.trust_env = False
    return all(own.post(base + '/echo', data=str(number), timeout=60).text ==
               str(number) for _ in range(20))
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(all(pool.map(one, range(16))))
)",
           "http://127.0.0.1:" + std::to_string(server_->port())});
  EXPECT_EQ(requests.exit_code, 0) << requests;
  EXPECT_EQ(
      requests.out,
      "200 hello\n200 \n200 01234\n200 body\n200 chunked\n200 \n"
      "206 234\n405 Method Not Allowed\n404 Not Found\nTrue\n01234\nTrue\n");
}

}  // namespace
}  // namespace gfetch::http
