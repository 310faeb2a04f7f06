#include "gfetch/engine/version.h"

#include <boost/version.hpp>

#include "dns_channel.h"
#include "http/libcurl.h"
#include "loop.h"

namespace gfetch {
namespace {

std::string boost_version() {
  return "Boost.Context " + std::to_string(BOOST_VERSION / 100000) + '.' +
         std::to_string(BOOST_VERSION / 100 % 1000) + '.' +
         std::to_string(BOOST_VERSION % 100);
}

}  // namespace

std::vector<std::string> library_versions() {
  return {detail::http_library_versions(), detail::dns_library_version(),
          detail::loop_library_version(), boost_version()};
}

}  // namespace gfetch
