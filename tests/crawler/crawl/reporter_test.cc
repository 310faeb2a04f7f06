#include "gfetch/crawl/reporter.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/crawler/report/sample_visit.h"

namespace gfetch::crawl {
namespace {

class CountingReporter final : public Reporter {
 public:
  explicit CountingReporter(std::optional<save::WriteError> error = {})
      : error_(std::move(error)) {}

  Result<void, save::WriteError> report(const Visit&) override {
    ++reported;
    return outcome();
  }
  Result<void, save::WriteError> finish() override {
    ++finished;
    return outcome();
  }

  int reported = 0;
  int finished = 0;

 private:
  Result<void, save::WriteError> outcome() const {
    if (error_) return *error_;
    return {};
  }

  std::optional<save::WriteError> error_;
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
  CountingReporter disk(
      save::WriteError{save::WriteError::Cause::kFailed, "disk full"});
  CountingReporter pipe(
      save::WriteError{save::WriteError::Cause::kReaderGone, "gone"});
  CountingReporter sound;
  ReporterList list({&disk, &pipe, &sound});
  EXPECT_EQ(list.report(test::sample_visit()).error().message, "disk full");
  EXPECT_EQ(list.finish().error().message, "disk full");
  EXPECT_EQ(sound.reported, 1);
  EXPECT_EQ(sound.finished, 1);
}

}  // namespace
}  // namespace gfetch::crawl
