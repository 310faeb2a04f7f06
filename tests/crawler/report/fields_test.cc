#include "gfetch/report/fields.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/crawler/report/sample_visit.h"

namespace gfetch::report {
namespace {

std::vector<std::string_view> names_in(std::string_view list) {
  const auto fields = parse_fields(list);
  std::vector<std::string_view> names;
  if (!fields) return names;
  for (const Field* field : *fields) names.push_back(field->name);
  return names;
}

using Names = std::vector<std::string_view>;

TEST(Fields, HaveUniqueNamesAndADocSentenceEach) {
  std::set<std::string_view> names;
  for (const Field& field : all_fields()) {
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
    EXPECT_TRUE(field.doc.ends_with('.')) << field.name;
    EXPECT_LE(field.doc.size(), 60u) << field.name;
  }
}

TEST(Fields, HaveTheTypeTheySay) {
  const crawl::Visit visit = test::sample_visit();
  for (const Field& field : all_fields()) {
    const FieldValue value = field.value(visit);
    if (value.index() <= 1) continue;  // the value is absent or null
    const std::string_view types[] = {"",       "",        "boolean", "integer",
                                      "string", "seconds", "time",    "list"};
    EXPECT_EQ(types[value.index()], field.type) << field.name;
  }
}

TEST(ParseFields, SelectsAndOrders) {
  EXPECT_EQ(names_in("status_code,url"), (Names{"status_code", "url"}));
  EXPECT_EQ(names_in("timing.total"), (Names{"timing.total"}));
  EXPECT_EQ(names_in(" url , ok "), (Names{"url", "ok"}));
}

TEST(ParseFields, TakesAnObjectForItsFields) {
  EXPECT_EQ(names_in("timing,url"),
            (Names{"timing.queue", "timing.dns", "timing.connect", "timing.tls",
                   "timing.ttfb", "timing.download", "timing.total", "url"}));
}

TEST(ParseFields, TakesADoubleOnce) {
  EXPECT_EQ(names_in("url,ok,url"), (Names{"url", "ok"}));
  EXPECT_EQ(names_in("timing.total,timing").size(), 7u);
}

TEST(ParseFields, RefusesWhatNobodyKnows) {
  EXPECT_EQ(parse_fields("url,statuscode").error().message,
            "unknown field \"statuscode\" (did you mean \"status_code\"?)");
  EXPECT_EQ(parse_fields("timings").error().message,
            "unknown field \"timings\" (did you mean \"timing\"?)");
  EXPECT_FALSE(parse_fields(""));
  EXPECT_FALSE(parse_fields("url,"));
  EXPECT_FALSE(parse_fields("url,,ok"));
  EXPECT_FALSE(parse_fields("tim"));
}

}  // namespace
}  // namespace gfetch::report
