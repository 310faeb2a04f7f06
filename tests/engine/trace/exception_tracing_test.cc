#include "gfetch/trace/exception_tracing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/offload.h"

namespace gfetch {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr int kLineOfThrow = __LINE__ + 2;
[[gnu::noinline]] void fail(const char* what) {
  if (what != nullptr) throw std::runtime_error(what);
}
[[gnu::noinline]] int call_failing(const char* what) {
  fail(what);
  return what == nullptr ? 1 : 2;  // no tail call above
}

std::exception_ptr thrown() {
  try {
    call_failing("boom");
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

/// The place in the trace of the function whose name has `name`; nothing if it
/// is not there.
std::optional<std::size_t> place_of(const std::string& name,
                                    const std::vector<TraceFrame>& trace) {
  for (std::size_t i = 0; i < trace.size(); ++i) {
    if (trace[i].function.find(name) != std::string::npos) return i;
  }
  return {};
}

void expect_both_calls(const std::vector<TraceFrame>& trace) {
  const auto fail_at = place_of("fail(char const*)", trace);
  ASSERT_TRUE(fail_at) << to_string(trace);
  EXPECT_EQ(fail_at, 0U) << to_string(trace);
  EXPECT_EQ(place_of("call_failing", trace), 1U) << to_string(trace);
  EXPECT_EQ(trace[0].line, kLineOfThrow);
  EXPECT_THAT(trace[0].file, testing::EndsWith("exception_tracing_test.cc"));
}

TEST(ExceptionTracingTest, NamesTheCallsOfAThrow) {
  const ExceptionTracing tracing;
  const auto trace = trace_of(thrown());
  expect_both_calls(trace);
  EXPECT_EQ(trace.back().function, "main");
}

TEST(ExceptionTracingTest, EndsWithTheFunctionOfTheFiber) {
  const ExceptionTracing tracing;
  Hub hub;
  const auto fiber = spawn(call_failing, "boom");
  fiber.join();
  const auto trace = trace_of(fiber.exception());
  expect_both_calls(trace);
  EXPECT_EQ(trace.size(), 2U) << to_string(trace);
}

TEST(ExceptionTracingTest, EndsWithTheFunctionOfAGreenlet) {
  const ExceptionTracing tracing;
  Hub hub;
  const Greenlet greenlet([] { call_failing("boom"); });
  try {
    greenlet.switch_to();
    FAIL() << "nothing was thrown";
  } catch (...) {
    const auto trace = trace_of(std::current_exception());
    expect_both_calls(trace);
    EXPECT_FALSE(place_of("main", trace)) << to_string(trace);
  }
}

TEST(ExceptionTracingTest, FollowsAnExceptionThroughJoinsAndThreads) {
  const ExceptionTracing tracing;
  Hub hub;
  const auto fiber =
      spawn([] { return offload([] { return call_failing("boom"); }); });
  try {
    fiber.get();
    FAIL() << "nothing was thrown";
  } catch (...) {
    expect_both_calls(trace_of(std::current_exception()));
  }
}

TEST(ExceptionTracingTest, RecordsNothingUnlessItIsAsked) {
  EXPECT_TRUE(trace_of(thrown()).empty());
  std::exception_ptr recorded;
  {
    const ExceptionTracing tracing;
    recorded = thrown();
    { const ExceptionTracing again; }
    expect_both_calls(trace_of(thrown()));
  }
  EXPECT_TRUE(trace_of(thrown()).empty());
  expect_both_calls(trace_of(recorded));
}

TEST(ExceptionTracingTest, HasNoTraceOfWhatWasNotThrown) {
  const ExceptionTracing tracing;
  EXPECT_TRUE(trace_of(nullptr).empty());
  EXPECT_TRUE(trace_of(std::make_exception_ptr(1)).empty());
  EXPECT_EQ(to_string({}), "");
}

// The runtime gives the memory of a destroyed exception to the next one.
TEST(ExceptionTracingTest, ForgetsDestroyedExceptions) {
  {
    const ExceptionTracing tracing;
    for (int i = 0; i < 100; ++i) thrown();
  }
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(trace_of(thrown()).empty());
}

TEST(ExceptionTracingTest, RecordsWhatIsThrownWithoutADestructor) {
  const ExceptionTracing tracing;
  try {
    throw 5;
  } catch (...) {
    EXPECT_FALSE(trace_of(std::current_exception()).empty());
  }
}

TEST(ExceptionTracingTest, ThreadsThrowAtOnce) {
  const ExceptionTracing tracing;
  const auto throw_often = [] {
    for (int i = 0; i < 200; ++i) {
      EXPECT_GE(trace_of(thrown()).size(), 2U);
    }
  };
  std::thread other(throw_often);
  throw_often();
  other.join();
}

TEST(ExceptionTracingTest, ReportsShowTheTrace) {
  const ExceptionTracing tracing;
  testing::internal::CaptureStderr();
  {
    Hub hub;
    spawn(call_failing, "boom");
    hub.join();
  }
  const std::string report = testing::internal::GetCapturedStderr();
  EXPECT_THAT(report, HasSubstr("failed with std::runtime_error: boom\n"
                                "  thrown in "));
  EXPECT_THAT(report, HasSubstr("\n         in "));
  EXPECT_THAT(report, HasSubstr("exception_tracing_test.cc:" +
                                std::to_string(kLineOfThrow) + "\n"));
}

TEST(ExceptionTracingTest, ReportsAreTheSameWithoutTracing) {
  testing::internal::CaptureStderr();
  {
    Hub hub;
    spawn(call_failing, "boom");
    hub.join();
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::EndsWith("failed with std::runtime_error: boom\n"));
}

void leave_uncaught() noexcept {
  call_failing("boom");
}

TEST(ExceptionTracingDeathTest, TheEndOfTheProgramShowsTheTrace) {
  EXPECT_DEATH(
      {
        const ExceptionTracing tracing;
        leave_uncaught();
      },
      "gfetch: nothing caught std::runtime_error: boom\n  thrown in ");
}

TEST(ToStringTest, WritesWhatIsKnown) {
  EXPECT_EQ(to_string({{.function = "parse", .file = "a.cc", .line = 5},
                       {.function = "read", .file = "/usr/bin/x"},
                       {.file = "/usr/lib/libx.so"}}),
            "  thrown in parse at a.cc:5\n"
            "         in read of /usr/bin/x\n"
            "         in a function of /usr/lib/libx.so\n");
}

}  // namespace
}  // namespace gfetch
