#pragma once
/// Hosts that have asked to be reached over https only: HTTP Strict Transport
/// Security, RFC 6797. A plain value: no I/O, and the time is passed in.
///
///   Hsts hsts;
///   hsts.learn(url, "max-age=31536000; includeSubDomains", now);
///   if (auto secured = hsts.secured(other_url, now)) other_url = *secured;
///
/// Kept in files of curl's format, a host and the end of its wish a line; a dot
/// in front means the hosts below it, too:
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
  /// When it is full, no more hosts are taken in.
  static constexpr std::size_t kMost = 100'000;

  /// The hosts of a file in curl's format. The error names the first line that
  /// holds none.
  /// Never blocks.
  static Result<Hsts> parse(std::string_view text);

  /// Does what a Strict-Transport-Security field of an answer from `url` asks
  /// for: one that came over https, from a host with a name. A field that is
  /// not as the RFC has it is ignored; max-age=0 forgets the host.
  /// Never blocks.
  void learn(const Url& url, std::string_view field, SystemTime now);

  /// `url` over https, when it is http and its host, or one above that speaks
  /// for all below, has asked for it. A port that is named stays.
  /// Never blocks.
  std::optional<Url> secured(const Url& url, SystemTime now) const;

  /// All wishes that have not ended, in curl's format.
  /// Never blocks.
  std::string text(SystemTime now) const;

  /// Never blocks.
  std::size_t size() const { return wishes_.size(); }

 private:
  struct Wish {
    bool below = false;                 ///< for the hosts below, too
    std::optional<SystemTime> expires;  ///< absent: it does not
  };

  bool covers(std::string_view host, SystemTime now) const;

  std::map<std::string, Wish, std::less<>> wishes_;  ///< by host
};

}  // namespace gfetch::web
