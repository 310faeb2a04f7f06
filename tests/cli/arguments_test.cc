#include "cli/arguments.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace gfetch {
namespace {

using Words = std::vector<const char*>;

class Arguments : public testing::Test {
 protected:
  /// Returns the sorted arguments as text: `spelling=value` for an option, the
  /// word itself for an operand.
  std::vector<std::string> sort(const Words& words) {
    const auto sorted = sort_arguments(table_, words);
    if (!sorted) return {"error: " + sorted.error().message};
    std::vector<std::string> out;
    for (const Argument& argument : *sorted) {
      out.push_back(argument.spec == nullptr
                        ? argument.value
                        : argument.spelling + "=" + argument.value);
    }
    return out;
  }

  using Sorted = std::vector<std::string>;

  Options options_;
  std::vector<OptionSpec> table_ = option_table(options_);
};

TEST_F(Arguments, TakeValuesInAllFourForms) {
  EXPECT_EQ(sort({"-c", "8", "-c8", "--concurrency", "8", "--concurrency=8"}),
            (Sorted{"-c=8", "-c=8", "--concurrency=8", "--concurrency=8"}));
}

TEST_F(Arguments, BundleLetters) {
  EXPECT_EQ(sort({"-kIc8"}), (Sorted{"-k=true", "-I=true", "-c=8"}));
}

TEST_F(Arguments, KeepOptionsAndWordsApart) {
  EXPECT_EQ(sort({"http://a/", "-q", "http://b/"}),
            (Sorted{"http://a/", "-q=true", "http://b/"}));
}

TEST_F(Arguments, EndOptionsAtTwoDashes) {
  EXPECT_EQ(sort({"--", "-q", "--", "x"}), (Sorted{"-q", "--", "x"}));
}

TEST_F(Arguments, TakeALoneDashForAWord) {
  EXPECT_EQ(sort({"-i", "-", "-"}), (Sorted{"-i=-", "-"}));
}

TEST_F(Arguments, TakeWhateverFollowsForTheValue) {
  EXPECT_EQ(sort({"-d", "--x", "-d", "{}", "-d", "[[11]]", "-d", ""}),
            (Sorted{"-d=--x", "-d={}", "-d=[[11]]", "-d="}));
}

TEST_F(Arguments, LeaveAnEmptyValueEmpty) {
  EXPECT_EQ(sort({"--user-agent=", "http://a/"}),
            (Sorted{"--user-agent=", "http://a/"}));
}

TEST_F(Arguments, KeepEqualsSignsInValues) {
  EXPECT_EQ(sort({"--data=a=b", "-da=b"}), (Sorted{"--data=a=b", "-d=a=b"}));
}

TEST_F(Arguments, KnowTheOpposite) {
  EXPECT_EQ(sort({"--no-summary", "--summary", "--summary=no"}),
            (Sorted{"--no-summary=false", "--summary=true", "--summary=no"}));
}

TEST_F(Arguments, GiveANegationNoValue) {
  EXPECT_EQ(sort({"--no-summary=yes"}).front().find("error: "), 0u);
  EXPECT_EQ(sort({"--no-summary="}).front().find("error: "), 0u);
}

TEST_F(Arguments, TakeAnOptionalValueAfterAnEqualsSignOnly) {
  EXPECT_EQ(sort({"--netrc", "http://a/"}), (Sorted{"--netrc=", "http://a/"}));
  EXPECT_EQ(sort({"--netrc=f", "--netrc="}), (Sorted{"--netrc=f", "--netrc="}));
}

TEST_F(Arguments, LeaveBracketsAndBracesAsTheyAre) {
  EXPECT_EQ(sort({"[a,b]", "[[11]]", "-d[[11]]", "--data={}", "{}"}),
            (Sorted{"[a,b]", "[[11]]", "-d=[[11]]", "--data={}", "{}"}));
  EXPECT_EQ(sort({"--summary={}", "--summary="}),
            (Sorted{"--summary={}", "--summary="}));
}

TEST_F(Arguments, TakeDigitsForLettersOfOptions) {
  EXPECT_EQ(sort({"-4", "-q6"}), (Sorted{"-4=true", "-q=true", "-6=true"}));
  EXPECT_EQ(sort({"-c", "-5"}), (Sorted{"-c=-5"}));
}

TEST_F(Arguments, TakeNoUnknownOptionForAWord) {
  const auto unknown = [](const char* spelling) {
    return Sorted{"error: unknown option \"" + std::string(spelling) + "\""};
  };
  EXPECT_EQ(sort({"-5"}), unknown("-5"));
  EXPECT_EQ(sort({"-q5"}), unknown("-5"));
  EXPECT_EQ(sort({"-!"}), unknown("-!"));
  EXPECT_EQ(sort({"-q.5"}), unknown("-."));
  EXPECT_EQ(sort({"---x"}), unknown("---x"));
  EXPECT_EQ(sort({"-q-"}).front().find("error: "), 0u);
}

TEST_F(Arguments, NameTheFirstUnknownOptionBeforeAMissingValue) {
  EXPECT_EQ(sort({"-Z", "-Y", "-c"}), (Sorted{"error: unknown option \"-Z\""}));
}

TEST_F(Arguments, MissNoValue) {
  EXPECT_EQ(sort({"-c"}), (Sorted{"error: -c needs a value, its N"}));
  EXPECT_EQ(sort({"--output"}),
            (Sorted{"error: --output needs a value, its FILE"}));
  EXPECT_EQ(sort({"-qc"}), (Sorted{"error: -c needs a value, its N"}));
}

TEST_F(Arguments, SuggestWhatWasMeant) {
  const auto error = [this](const char* word) { return sort({word}).front(); };
  EXPECT_EQ(error("--concurency"),
            "error: unknown option \"--concurency\" (did you mean "
            "--concurrency?)");
  EXPECT_EQ(error("--max-tiem=3"),
            "error: unknown option \"--max-tiem\" (did you mean --max-time?)");
  EXPECT_EQ(error("--no-sumary"),
            "error: unknown option \"--no-sumary\" (did you mean "
            "--no-summary?)");
  EXPECT_EQ(error("--parallel-max"),
            "error: unknown option \"--parallel-max\" (did you mean "
            "--concurrency?)");
  EXPECT_EQ(error("-s"),
            "error: unknown option \"-s\" (did you mean --quiet?)");
  EXPECT_EQ(error("-Z"), "error: unknown option \"-Z\"");
  EXPECT_EQ(error("--xyzzyxyzzy"), "error: unknown option \"--xyzzyxyzzy\"");
}

TEST_F(Arguments, NeverSuggestWhatIsHidden) {
  EXPECT_EQ(sort({"--generat"}).front().find("--generate?"), std::string::npos);
}

}  // namespace
}  // namespace gfetch
