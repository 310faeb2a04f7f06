#include <fmt/format.h>
#include <net/if.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

/// Parses the source of connections: an IP address or the name of a network
/// interface of this machine.
Parsed<std::string> parse_interface(std::string_view text) {
  std::string name(text);
  if (net::parse_address(text) || if_nametoindex(name.c_str()) != 0)
    return name;
  return expected("an address or a network interface of this machine", text);
}

/// Parses a proxy; an empty text means no proxy. Errors do not quote the text,
/// because it may contain a password.
Parsed<std::shared_ptr<const http::Proxy>> parse_proxy_option(
    std::string_view text) {
  if (text.empty()) return std::shared_ptr<const http::Proxy>();
  Result<http::Proxy> proxy = http::parse_proxy(text);
  if (!proxy) return UsageError{proxy.error().message};
  return std::make_shared<const http::Proxy>(*std::move(proxy));
}

void declare(OptionTable& table, Options& options) {
  table.group("Connection");
  table.add("-x, --proxy", "URL", store(options.proxy, parse_proxy_option),
            R"(Go through the proxy at URL.
http:// and https:// proxies and socks5h:// ones look up names themselves; to socks5:// they are looked up here. A login stands before the host, as in http://ann:secret@host:3128, and goes to the proxy alone; GFETCH_PROXY keeps it out of the command line. Without this option http_proxy, https_proxy, all_proxy and no_proxy are heeded, never HTTP_PROXY. An empty URL means no proxy.)");
  table.add("--noproxy", "HOSTS",
            store(options.noproxy,
                  [](std::string_view text) -> Parsed<web::NoProxy> {
                    return web::NoProxy::parse(text);
                  }),
            R"(Reach these hosts without a proxy.
Names, which cover all below them, addresses and ranges such as 10.0.0.0/8, separated by commas; * is all. It stands in place of no_proxy.)");
  table.add("--interface", "NAME",
            store(options.http.interface, parse_interface),
            R"(Connect from this interface or address.
A name such as eth0, or an address of this machine. Lookups of names are not bound to it.)");
  table
      .add("--unix-socket", "PATH", store(options.http.unix_socket, parse_path),
           R"(Connect to the Unix socket PATH.
Instead of to any host that a URL names: no name is looked up and no proxy used.)")
      .conflicts_with({"proxy", "interface"});
}

/// Returns the proxies that the options set, or else those of the environment.
Result<web::ProxyRules, UsageError> proxies_for(
    const Options& options, const Environment& environment) {
  if (!options.http.unix_socket.empty()) return web::ProxyRules();
  auto rules = web::proxies_of([&](const char* name) -> const char* {
    const std::string_view variable = name;
    const bool excepts =
        variable.starts_with("no_") || variable.starts_with("NO_");
    const bool asked = environment && (excepts || !options.proxy);
    return asked ? environment(name) : nullptr;
  });
  if (!rules) return UsageError{rules.error().message};
  if (options.proxy) rules->http = rules->https = *options.proxy;
  if (options.noproxy) rules->except = *options.noproxy;
  return *std::move(rules);
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment& process, Plan& plan) {
  auto proxies = proxies_for(options, process.variable);
  if (!proxies) return proxies.error();
  plan.session.visitor.proxies = *std::move(proxies);
  return {};
}

std::string proxy_text(const web::ProxyRules& rules) {
  const auto text = [](const std::shared_ptr<const http::Proxy>& proxy) {
    return proxy ? shown(*proxy) : "none";
  };
  if (rules.http == rules.https) return text(rules.http);
  return fmt::format("{} for http, {} for https", text(rules.http),
                     text(rules.https));
}

void describe(const Plan& plan, const PlanLine& line) {
  line("proxy", proxy_text(plan.session.visitor.proxies));
}

}  // namespace

const OptionGroup kProxyOptions{declare, apply, describe};

}  // namespace gfetch
