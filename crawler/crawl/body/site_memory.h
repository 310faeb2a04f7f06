#pragma once
/// Memory that the bodies of a run share: for the windows of their decoders, or
/// for the links of their pages. A body that finds no room waits until others
/// have ended.
///
///   SiteMemory memory(bytes);                    // of the run
///   SiteWindows windows(memory);                 // of a visit
///   windows.set_site("example.org");             // of its next exchange
///
/// A site has at most half of the memory while it shares it: a server that
/// sends its bodies drop by drop holds up its own bodies, and those of other
/// sites go on. A site is a registrable domain, because names below it cost
/// nothing.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "crawl/frontier/link_list.h"
#include "gfetch/fiber/event.h"
#include "web/coding/window_budget.h"

namespace gfetch::crawl {

class SiteMemory {
 public:
  explicit SiteMemory(std::uint64_t bytes) : bytes_(bytes) {}
  SiteMemory(const SiteMemory&) = delete;
  SiteMemory& operator=(const SiteMemory&) = delete;

  /// Takes `bytes` for `site`, in the order of the calls for all sites that are
  /// within their share. If nothing is taken, any number of bytes may be taken,
  /// so that no body waits for ever; a site that has nothing may exceed its
  /// share. Blocks the calling fiber.
  void take(std::string_view site, std::uint64_t bytes);

  /// Takes `bytes` if there is room for them; otherwise returns false.
  bool try_take(std::string_view site, std::uint64_t bytes);
  void give_back(std::string_view site, std::uint64_t bytes) noexcept;

  std::uint64_t taken() const noexcept { return taken_; }

 private:
  struct Site {
    std::uint64_t taken = 0;
    std::size_t waiters = 0;
  };
  using Sites = std::map<std::string, Site, std::less<>>;
  struct Waiter : Linked<Waiter> {
    Site* site = nullptr;
    std::uint64_t bytes = 0;
    bool served = false;
    Event woken{"memory for bodies"};
  };
  class Turn;

  bool has_room(std::uint64_t bytes) const noexcept {
    return taken_ == 0 || bytes <= bytes_ - std::min(taken_, bytes_);
  }
  bool within_share(const Site& site, std::uint64_t bytes) const noexcept {
    return site.taken == 0 || site.taken + bytes <= bytes_ / 2;
  }
  bool others_come_first(const Site& site) const noexcept;
  bool try_take(Site& site, std::uint64_t bytes) noexcept;
  Sites::iterator site_called(std::string_view name);
  void forget_if_unused(Sites::iterator site) noexcept;
  void serve_waiters() noexcept;

  std::uint64_t bytes_;
  std::uint64_t taken_ = 0;
  Sites sites_;  ///< the sites that hold memory or wait for it
  LinkList<Waiter> waiters_;
};

/// A part of the memory that one body holds. Destruction gives it back.
class MemoryHold {
 public:
  MemoryHold() = default;
  ~MemoryHold() {
    if (memory_ != nullptr) memory_->give_back(site_, bytes_);
  }
  MemoryHold(const MemoryHold&) = delete;
  MemoryHold& operator=(const MemoryHold&) = delete;

  bool held() const { return memory_ != nullptr; }

  /// Takes `bytes` of `memory` for `site`. Nothing may be held: a body that
  /// waited while it holds a part could wait for ever.
  /// Blocks the calling fiber.
  void take(SiteMemory& memory, std::string_view site, std::uint64_t bytes) {
    memory.take(site, bytes);
    site_ = site;
    bytes_ = bytes;
    memory_ = &memory;
  }

 private:
  SiteMemory* memory_ = nullptr;
  std::string site_;
  std::uint64_t bytes_ = 0;
};

/// The memory for windows as one visit uses it.
class SiteWindows final : public web::WindowBudget {
 public:
  explicit SiteWindows(SiteMemory& memory) : memory_(memory) {}

  /// Sets the site that the next windows are for. No window may be held.
  void set_site(std::string_view site) { site_ = site; }

  void take(std::uint64_t bytes) override { memory_.take(site_, bytes); }
  bool try_take(std::uint64_t bytes) override {
    return memory_.try_take(site_, bytes);
  }
  void give_back(std::uint64_t bytes) noexcept override {
    memory_.give_back(site_, bytes);
  }

 private:
  SiteMemory& memory_;
  std::string site_;
};

}  // namespace gfetch::crawl
