// Fuzzes option values: any value is accepted or gives an error with a message,
// and a value that is printed can be parsed again.
#include <chrono>
#include <string>
#include <string_view>

#include "cli/base/values.h"
#include "crawler/crawl/frontier/rate.h"
#include "crawler/crawl/policy/retry.h"
#include "crawler/crawl/result/retry_after.h"
#include "crawler/crawl/seed/expand.h"
#include "gfetch/crawl/run.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/http/http_client.h"
#include "gfetch/report/fields.h"
#include "gfetch/web/usage_error.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

template <class T>
void check(const T& value) {
  if (!value) require(!value.error().message.empty());
}

void check_numbers(std::string_view text) {
  check(gfetch::parse_count(text, 1, 1000));
  check(gfetch::parse_bool(text));
  if (const auto size = gfetch::parse_size(text)) {
    const auto again = gfetch::parse_size(gfetch::size_text(*size));
    require(again && *again == *size);
  }
  if (const auto time = gfetch::parse_duration(text)) {
    require(time->count() >= 0);
    const auto again = gfetch::parse_duration(gfetch::text_of(*time));
    // A tolerance is needed, because a double has a limited precision.
    require(again.ok());
    require(std::chrono::abs(*again - *time) <= *time / 1'000'000'000'000);
  }
}

void check_texts(std::string_view text) {
  const auto header = gfetch::parse_header(text);
  check(header);
  if (header) {
    const std::string line = header->name + header->value;
    require(line.find_first_of("\r\n") == std::string::npos);
  }
  check(gfetch::parse_field_value(text));
  check(gfetch::parse_method(text));
  check(gfetch::parse_resolve(text));
  check(gfetch::parse_name_servers(text));
  for (const char c : gfetch::printable(text)) require(c >= ' ' && c <= '~');
}

void check_policies(std::string_view text) {
  check(gfetch::crawl::parse_rate(text));
  check(gfetch::crawl::parse_retry_on(text));
  check(gfetch::crawl::RetryLimit::parse(text));
  check(gfetch::crawl::AcceptSet::parse(text));
  check(gfetch::crawl::FailureLimit::parse(text));
  check(gfetch::report::parse_fields(text));
  const auto rest = gfetch::crawl::parse_retry_after(
      text, std::chrono::system_clock::time_point());
  require(!rest || rest->count() >= 0);
}

void check_expansion(std::string_view text) {
  auto expansion = gfetch::crawl::Expansion::parse(text);
  if (!expansion) {
    require(expansion.error().position <= text.size());
    require(!expansion.error().message.empty());
    return;
  }
  for (int i = 0; i < 1000 && expansion->next(); ++i) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  check_numbers(text);
  check_texts(text);
  check_policies(text);
  check_expansion(text);
  return 0;
}
