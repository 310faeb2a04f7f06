#include "gfetch/net/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace gfetch {
namespace {

Result<int> parse(const std::string& text) {
  if (text.empty()) return Error{ErrorKind::kOther, "no number"};
  return std::stoi(text);
}

Result<int> half(int number) {
  if (number % 2 != 0) return Error{ErrorKind::kOther, "odd"};
  return number / 2;
}

TEST(Result, ValueOrReplacesAnErrorOnly) {
  EXPECT_EQ(parse("7").value_or(1), 7);
  EXPECT_EQ(parse("").value_or(1), 1);
  const Result<std::string> none = Error{};
  EXPECT_EQ(none.value_or("a literal"), "a literal");
}

TEST(Result, ChainsPassTheFirstErrorOn) {
  const auto shown = [](const std::string& text) {
    return parse(text)
        .and_then(half)
        .and_then(half)
        .transform([](int n) { return std::to_string(n) + '!'; })
        .or_else([](const Error& error) -> Result<std::string> {
          if (error.message == "odd") return std::string("odd!");
          return error;
        })
        .value_or("none");
  };
  EXPECT_EQ(shown("12"), "3!");
  EXPECT_EQ(shown("6"), "odd!");
  EXPECT_EQ(shown(""), "none");
}

TEST(Result, ChainsOfLvaluesCopy) {
  const Result<std::string> name = std::string("name");
  EXPECT_EQ(name.transform(&std::string::size).value_or(0U), 4U);
  EXPECT_EQ(name.and_then([](const std::string& n) -> Result<char> {
                  return n.front();
                })
                .value_or('-'),
            'n');
  EXPECT_EQ(
      name.or_else([](const Error& e) -> Result<std::string> { return e; })
          .value_or(""),
      "name");
  EXPECT_EQ(*name, "name");
}

TEST(Result, ChainsMoveWhatIsMoveOnly) {
  Result<std::unique_ptr<int>> owner = std::make_unique<int>(7);
  const Result<int> number =
      std::move(owner)
          .and_then([](std::unique_ptr<int> p) -> Result<std::unique_ptr<int>> {
            ++*p;
            return p;
          })
          .transform([](std::unique_ptr<int> p) { return *p; });
  EXPECT_EQ(number.value_or(0), 8);
  Result<std::unique_ptr<int>> failed = Error{};
  EXPECT_EQ(std::move(failed).value_or(nullptr), nullptr);
}

TEST(Result, AResultWithoutAValueChains) {
  int calls = 0;
  const Result<void> done;
  const Result<void> failed = Error{ErrorKind::kIo, "full"};
  const auto count = [&] { ++calls; };
  EXPECT_TRUE(done.transform(count));
  EXPECT_FALSE(failed.transform(count));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(done.and_then([] { return parse("3"); }).value_or(0), 3);
  EXPECT_EQ(failed.and_then([] { return parse("3"); }).error().message, "full");
  EXPECT_TRUE(failed.or_else([](const Error&) { return Result<void>(); }));
  EXPECT_TRUE(parse("3").transform([](int) {}));
}

}  // namespace
}  // namespace gfetch
