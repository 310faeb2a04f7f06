#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr Choices<crawl::PrivatePolicy, 3> kPrivate{
    {{"auto", crawl::PrivatePolicy::kAuto},
     {"allow", crawl::PrivatePolicy::kAllow},
     {"deny", crawl::PrivatePolicy::kDeny}}};

bool not_in_libcurl(const Options& options) {
  return !speaks(options.http.version);
}

void declare(OptionTable& table, Options& options) {
  table.group("Connection");
  table.add_list("--resolve", "HOST:PORT:ADDRESS",
                 append(options.http.resolve, parse_resolve),
                 R"(Connect to ADDRESS for HOST:PORT.
Several addresses are separated by commas.)");
  table.add("--dns-servers", "ADDRESSES",
            store(options.http.dns.servers, parse_name_servers),
            R"(Ask these name servers instead of the system's.
Addresses with or without :PORT, separated by commas.)");
  table
      .add("--http1.1", "",
           flag(options.http.version, http::HttpVersion::k1_1,
                http::HttpVersion::k1_1),
           "Speak HTTP/1.1: this is the default.")
      .conflicts_with({"http2", "http3"});
  table
      .add("--http2", "",
           flag(options.http.version, http::HttpVersion::k2,
                http::HttpVersion::k1_1),
           R"(Offer HTTP/2 to https servers.
A server that does not know it answers in HTTP/1.1. So is asked one whose HTTP/2 does no good: it floods us, or sends a body without its length and libcurl is older than 8.2, which could not tell whether it came whole.)")
      .conflicts_with({"http3"})
      .refused_if(not_in_libcurl, "needs a libcurl with HTTP/2 (gfetch -V)");
  table
      .add("--http3", "",
           flag(options.http.version, http::HttpVersion::k3,
                http::HttpVersion::k1_1),
           R"(Try HTTP/3 with https servers.
One that does not answer it at the URL's own port, and any beyond a proxy, is asked by HTTP/2 or HTTP/1.1. Needs a libcurl that was built with it; -V names the versions. Where that goes by OpenSSL's QUIC (nghttp3 without ngtcp2), a connection carries one request at a time.)")
      .refused_if(not_in_libcurl, "needs a libcurl with HTTP/3 (gfetch -V)");
  table
      .add("-4, --ipv4", "",
           flag(options.http.family, net::AddressFamily::kIpv4,
                net::AddressFamily::kAny),
           "Connect to IPv4 addresses only.")
      .conflicts_with({"ipv6"});
  table.add("-6, --ipv6", "",
            flag(options.http.family, net::AddressFamily::kIpv6,
                 net::AddressFamily::kAny),
            "Connect to IPv6 addresses only.");
  table.add_choice("--private", "WHEN", options.visitor.private_addresses,
                   kPrivate,
                   R"(Connect to private addresses, or refuse.
Those of this machine, of local networks and of special use. auto allows them for hosts that you named, and refuses with private_address where a redirect leads to another host, and where a name was public at its first answer and has turned private; allow and deny hold for all. Beyond a proxy that looks names up itself, auto refuses the addresses and names that are private by their text, and deny looks every name up here first.)");
}

}  // namespace

const OptionGroup kConnectionOptions{declare};

}  // namespace gfetch
