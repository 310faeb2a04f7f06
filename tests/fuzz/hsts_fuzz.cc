// Fuzzes HSTS with any headers and files: only URLs of hosts with a policy are
// changed to https, and the file that is written can be read again.
#include <chrono>
#include <string>
#include <string_view>

#include "gfetch/web/hsts.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

const gfetch::web::SystemTime kNow{std::chrono::seconds(1'800'000'000)};

/// Checks that the file that is written has the same policies when it is read.
void check_file(const gfetch::web::Hsts& hsts) {
  const std::string text = hsts.text(kNow);
  const auto again = gfetch::web::Hsts::parse(text);
  require(again.ok());
  require(again->text(kNow) == text);
}

}  // namespace

/// Each line of the input is a Strict-Transport-Security header; the whole
/// input is also an HSTS file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  const gfetch::web::Url home =
      *gfetch::web::parse_url("https://a.example.org/");
  const gfetch::web::Url above = *gfetch::web::parse_url("http://example.org/");
  const gfetch::web::Url below =
      *gfetch::web::parse_url("http://b.a.example.org:81/x");
  gfetch::web::Hsts hsts;
  for (std::string_view rest = text; !rest.empty();) {
    hsts.learn(home, gfetch::fuzz::take_line(rest), kNow);
  }
  require(hsts.size() <= 1);
  require(!hsts.secured(above, kNow));
  if (const auto secured = hsts.secured(below, kNow)) {
    require(secured->href() == "https://b.a.example.org:81/x");
  }
  check_file(hsts);
  const auto file = gfetch::web::Hsts::parse(text);
  if (file) check_file(*file);
  if (!file) require(!file.error().message.empty());
  return 0;
}
