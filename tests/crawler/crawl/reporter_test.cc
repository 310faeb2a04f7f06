#include "gfetch/crawl/reporter.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/crawler/report/sample_visit.h"

namespace gfetch {
namespace {

class CountingReporter final : public Reporter {
 public:
  explicit CountingReporter(std::optional<WriteError> error = {})
      : error_(std::move(error)) {}

  Result<void, WriteError> report(const Visit&) override {
    ++reported;
    return outcome();
  }
  Result<void, WriteError> finish() override {
    ++finished;
    return outcome();
  }

  int reported = 0;
  int finished = 0;

 private:
  Result<void, WriteError> outcome() const {
    if (error_) return *error_;
    return {};
  }

  std::optional<WriteError> error_;
};

TEST(ReporterList, GivesEveryVisitToEach) {
  CountingReporter one;
  CountingReporter other;
  ReporterList list({&one, &other});
  EXPECT_TRUE(list.report(test::sample_visit()));
  EXPECT_TRUE(list.finish());
  EXPECT_EQ(one.reported, 1);
  EXPECT_EQ(other.reported, 1);
  EXPECT_EQ(other.finished, 1);
}

TEST(ReporterList, GivesTheFirstErrorAndKeepsNoneFromTheRest) {
  CountingReporter disk(WriteError{WriteError::Cause::kFailed, "disk full"});
  CountingReporter pipe(WriteError{WriteError::Cause::kReaderGone, "gone"});
  CountingReporter sound;
  ReporterList list({&disk, &pipe, &sound});
  EXPECT_EQ(list.report(test::sample_visit()).error().message, "disk full");
  EXPECT_EQ(list.finish().error().message, "disk full");
  EXPECT_EQ(sound.reported, 1);
  EXPECT_EQ(sound.finished, 1);
}

}  // namespace
}  // namespace gfetch
