#pragma once
/// The hosts that a frontier knows, by their names and by the addresses that
/// they were found to have.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawl/frontier/host_scheduler.h"

namespace gfetch::crawl {

class HostTable {
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };
  using Hosts =
      std::unordered_map<std::string, Host, NameHash, std::equal_to<>>;

 public:
  std::size_t size() const { return hosts_.size(); }
  Hosts::const_iterator begin() const { return hosts_.begin(); }
  Hosts::const_iterator end() const { return hosts_.end(); }

  /// The host that stands for the one called `name`: a new one if nobody has
  /// called it before.
  Host& called(std::string_view name);

  /// The one called `name` itself, or null.
  const Host* find(std::string_view name) const;

  /// Notes that `host` was found at `address`. Gives the host that was found
  /// there first.
  Host& found_at(std::string_view address, Host& host);

  /// Any one of them, or null.
  Host* any();

  /// `host` is in no line, and nobody is at home there.
  void forget(const Host& host);

 private:
  Hosts hosts_;
  std::unordered_map<std::string, Host*> addresses_;
};

}  // namespace gfetch::crawl
