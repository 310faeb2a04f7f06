#pragma once
/// The hosts that were eased, for the summary.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/frontier/frontier.h"

namespace gfetch::crawl {

class EasedHosts {
 public:
  /// The limit of `host` was lowered to `limit`.
  void note(std::string_view host, int limit);

  /// Those that were eased most often first. `limit_of` says what is the limit
  /// of a host now.
  std::vector<EasedHost> list(
      const std::function<int(std::string_view host)>& limit_of) const;

 private:
  std::map<std::string, EasedHost, std::less<>> hosts_;
};

}  // namespace gfetch::crawl
