#include "engine/http/src/request_framing.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gfetch::http {
namespace {

struct Case {
  std::vector<Header> headers;
  std::optional<std::string> body;
  bool sound;
};

TEST(RequestFraming, X04_IsSoundIfTheFieldsSayWhatIsSent) {
  const Case kCases[] = {
      {{}, {}, true},
      {{{"Accept", "*/*"}}, "abc", true},
      {{{"Content-Length", "3"}}, "abc", true},
      {{{"content-length", "3"}}, "abc", true},
      {{{"Content-Length", "0"}}, {}, true},
      {{{"Content-Length", "2"}}, "abc", false},
      {{{"CONTENT-LENGTH", "4"}}, "abc", false},
      {{{"Content-Length", "1"}}, {}, false},
      {{{"Content-Length", ""}}, "abc", false},
      {{{"Content-Length", "03"}}, "abc", false},
      {{{"Content-Length", "3, 3"}}, "abc", false},
      {{{"Content-Length", "3"}, {"content-length", "3"}}, "abc", false},
      {{{"Content-Length", "3"}, {"Content-Length", "0"}}, "abc", false},
      {{{"Transfer-Encoding", "chunked"}}, "abc", true},
      {{{"Transfer-Encoding", "Chunked"}}, "abc", true},
      {{{"Transfer-Encoding", "chunked"}}, {}, false},
      {{{"Transfer-Encoding", "identity"}}, "abc", false},
      {{{"Transfer-Encoding", "gzip, chunked"}}, "abc", false},
      {{{"Transfer-Encoding", "chunked"}, {"Content-Length", "3"}},
       "abc",
       false},
      {{{"Transfer-Encoding", "chunked"}, {"transfer-encoding", "chunked"}},
       "abc",
       false},
  };
  for (const Case& item : kCases) {
    Request request;
    request.headers = item.headers;
    if (item.body) {
      request.body = std::make_shared<const std::string>(*item.body);
    }
    EXPECT_EQ(check_framing(request).ok(), item.sound)
        << (item.headers.empty() ? "no fields" : item.headers[0].value);
  }
}

TEST(RequestFraming, ConcernsTwoFields) {
  EXPECT_FALSE(frames_body({{"Accept", "*/*"}, {"Content-Type", "a/b"}}));
  EXPECT_TRUE(frames_body({{"Accept", "*/*"}, {"content-LENGTH", "1"}}));
  EXPECT_TRUE(frames_body({{"transfer-encoding", "chunked"}}));
}

}  // namespace
}  // namespace gfetch::http
