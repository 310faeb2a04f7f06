#pragma once
/// The throttled hosts: hosts whose limit of concurrent requests was lowered
/// below the user's limit. The summary of a run lists them.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/frontier/frontier.h"

namespace gfetch::crawl {

class ThrottledHosts {
 public:
  /// Records that the limit of `host` was lowered to `limit`.
  void note(std::string_view host, int limit);

  /// Returns the throttled hosts, those with the most reductions first.
  /// `limit_of` returns the current limit of a host.
  std::vector<ThrottledHost> list(
      const std::function<int(std::string_view host)>& limit_of) const;

 private:
  std::map<std::string, ThrottledHost, std::less<>> hosts_;
};

}  // namespace gfetch::crawl
