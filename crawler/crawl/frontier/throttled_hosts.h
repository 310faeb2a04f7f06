#pragma once
/// The hosts that were throttled: asked by fewer requests at a time than the
/// user allowed. The summary of a run lists them.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/frontier/frontier.h"

namespace gfetch::crawl {

class ThrottledHosts {
 public:
  /// Notes that the limit of `host` was lowered to `limit`.
  void note(std::string_view host, int limit);

  /// The hosts, those that were throttled most often first. `limit_of` gives
  /// the limit of a host now.
  std::vector<ThrottledHost> list(
      const std::function<int(std::string_view host)>& limit_of) const;

 private:
  std::map<std::string, ThrottledHost, std::less<>> hosts_;
};

}  // namespace gfetch::crawl
