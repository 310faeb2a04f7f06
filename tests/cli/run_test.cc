#include "cli/run.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "cli/base/exit_code.h"
#include "cli/base/version.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch {
namespace {

using namespace std::chrono_literals;

class ExitCodes : public testing::Test {
 protected:
  int code(crawl::RunEnd end, bool all_ok = true) {
    return exit_code_of(end, all_ok, signals_);
  }

  Hub hub_;
  Console console_{-1};
  Signals signals_{console_};
};

TEST_F(ExitCodes, TellHowTheRunEnded) {
  EXPECT_EQ(code(crawl::RunEnd::kComplete), kExitOk);
  EXPECT_EQ(code(crawl::RunEnd::kComplete, false), kExitFailedUrl);
  EXPECT_EQ(code(crawl::RunEnd::kDeadline), kExitStopped);
  EXPECT_EQ(code(crawl::RunEnd::kMaxFailures, false), kExitStopped);
  EXPECT_EQ(code(crawl::RunEnd::kFailEarly, false), kExitStopped);
  EXPECT_EQ(code(crawl::RunEnd::kReaderGone), kExitOk);
  EXPECT_EQ(code(crawl::RunEnd::kOutputFailed), kExitIo);
  EXPECT_EQ(code(crawl::RunEnd::kInputFailed), kExitIo);
  EXPECT_EQ(code(crawl::RunEnd::kInterrupted), kExitInterrupted);
}

TEST_F(ExitCodes, AreThoseOfShellsForSignals) {
  raise(SIGTERM);
  sleep_for(10ms);
  EXPECT_EQ(code(crawl::RunEnd::kInterrupted), kExitTerminated);
}

TEST_F(ExitCodes, X02_TheSecondSignalEndsTheProcessWithTheCodeOfTheFirst) {
  const auto signal_twice = [](int first, int second) {
    raise(first);
    raise(second);  // the loop had no turn in between
  };
  EXPECT_EXIT(signal_twice(SIGTERM, SIGINT),
              testing::ExitedWithCode(kExitTerminated), "");
  EXPECT_EXIT(signal_twice(SIGINT, SIGTERM),
              testing::ExitedWithCode(kExitInterrupted), "");
  EXPECT_EXIT(signal_twice(SIGQUIT, SIGHUP),
              testing::ExitedWithCode(kExitInterrupted), "");
}

TEST_F(ExitCodes, OfSigquitIsThatOfSigint) {
  raise(SIGQUIT);
  sleep_for(10ms);
  EXPECT_EQ(code(crawl::RunEnd::kInterrupted), kExitInterrupted);
}

TEST(ExitCodeTable, NamesEachCodeOnceInOrder) {
  int last = -1;
  for (const ExitCodeSpec& spec : exit_code_table()) {
    EXPECT_GT(spec.code, last);
    EXPECT_TRUE(spec.meaning.ends_with('.')) << spec.meaning;
    last = spec.code;
  }
}

TEST(Version, NamesTheLibraries) {
  const std::string text = version_text();
  EXPECT_EQ(text.find("gfetch " + std::string(version())), 0u);
  for (const char* library :
       {"libcurl/", "OpenSSL/", "c-ares 1", "libev 4", "Boost.Context 1"}) {
    EXPECT_NE(text.find(library), std::string::npos) << library;
  }
}

}  // namespace
}  // namespace gfetch
