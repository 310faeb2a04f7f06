#pragma once
/// HTTP Strict Transport Security (RFC 6797): the hosts that have asked to be
/// contacted over https only. A plain value without I/O; the caller passes the
/// time in.
///
///   Hsts hsts;
///   hsts.learn(url, "max-age=31536000; includeSubDomains", now);
///   if (auto secured = hsts.secured(other_url, now)) other_url = *secured;
///
/// Files have curl's format: a host and the end of its policy in each line. A
/// leading dot includes the subdomains:
///
///   .example.org "20270101 12:00:00"
///   example.net "unlimited"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/net/result.h"
#include "gfetch/web/url.h"

namespace gfetch::web {

using SystemTime = std::chrono::system_clock::time_point;

class Hsts {
 public:
  /// The maximum number of known hosts. Beyond it, learn() drops the policies
  /// that have expired, or else some of the site with the most hosts.
  static constexpr std::size_t kMaxHosts = 100'000;

  /// Parses a file in curl's format. The error names the first line that is not
  /// a host and a time.
  static Result<Hsts> parse(std::string_view text);

  /// Stores the policy of a Strict-Transport-Security field in a response from
  /// `url`; max-age=0 deletes it (RFC 6797, 8.1). Ignores a response over http
  /// or from an IP address, and a field with a syntax error.
  void learn(const Url& url, std::string_view field, SystemTime now);

  /// Returns `url` with the scheme https, if it is an http URL and a policy
  /// covers its host (RFC 6797, 8.2 and 8.3); else nothing. An explicit port is
  /// kept.
  std::optional<Url> secured(const Url& url, SystemTime now) const;

  /// Returns all policies that have not expired, as a file in curl's format.
  std::string text(SystemTime now) const;

  std::size_t size() const { return policies_.size(); }

 private:
  struct Policy {
    bool include_subdomains = false;
    std::optional<SystemTime> expires;  ///< absent: the policy never expires
  };

  bool covers(std::string_view host, SystemTime now) const;
  void make_space(SystemTime now);

  /// The HSTS policies by host name.
  std::map<std::string, Policy, std::less<>> policies_;
};

}  // namespace gfetch::web
