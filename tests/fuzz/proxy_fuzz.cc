// Fuzzes proxies: any text is a proxy or gives an error that does not contain
// the password, and any text is a list of exceptions.
#include <string>
#include <string_view>

#include "gfetch/http/proxy.h"
#include "gfetch/web/proxy_rules.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

using gfetch::fuzz::require;

/// The first line of the input is a proxy, the second a list of exceptions, the
/// third a host.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view rest = gfetch::fuzz::text_of(data, size);
  const auto proxy = gfetch::http::parse_proxy(gfetch::fuzz::take_line(rest));
  if (!proxy) require(!proxy.error().message.empty());
  if (proxy) {
    require(!proxy->host.empty() && proxy->port != 0);
    require(proxy->password.size() < 4 ||
            gfetch::http::shown(*proxy).find(':' + proxy->password + '@') ==
                std::string::npos);
  }
  const auto except =
      gfetch::web::NoProxy::parse(gfetch::fuzz::take_line(rest));
  const bool covered = except.covers(rest);
  require(except.covers(rest) == covered);
  require(gfetch::web::NoProxy::parse("*").covers(rest));
  return 0;
}
