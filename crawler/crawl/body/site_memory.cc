#include "crawl/body/site_memory.h"

#include <utility>

namespace gfetch::crawl {

/// The turn of one waiting fiber. A killed one leaves the list, gives back what
/// it was served, and may let those behind it go on.
class SiteMemory::Turn {
 public:
  Turn(SiteMemory& memory, Sites::iterator site, std::uint64_t bytes)
      : memory_(memory), site_(site) {
    waiter_.site = &site->second;
    waiter_.bytes = bytes;
    ++site->second.waiters;
    memory.waiters_.push_back(waiter_);
  }
  ~Turn() {
    waiter_.unlink();
    --site_->second.waiters;
    if (waiter_.served && !keeps_) {
      site_->second.taken -= waiter_.bytes;
      memory_.taken_ -= waiter_.bytes;
    }
    memory_.forget_if_unused(site_);
    memory_.serve_waiters();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void wait() {
    waiter_.woken.wait();
    // The hub gives the wait of the main fiber up if nothing can end it.
    if (!std::exchange(waiter_.served, true)) {
      site_->second.taken += waiter_.bytes;
      memory_.taken_ += waiter_.bytes;
    }
    keeps_ = true;
  }

 private:
  SiteMemory& memory_;
  Sites::iterator site_;
  Waiter waiter_;
  bool keeps_ = false;
};

void SiteMemory::take(std::string_view site, std::uint64_t bytes) {
  const auto found = site_called(site);
  if (!others_come_first(found->second) && try_take(found->second, bytes)) {
    return;
  }
  Turn(*this, found, bytes).wait();
}

bool SiteMemory::try_take(std::string_view site, std::uint64_t bytes) {
  const auto found = site_called(site);
  const bool taken = try_take(found->second, bytes);
  forget_if_unused(found);
  return taken;
}

bool SiteMemory::try_take(Site& site, std::uint64_t bytes) noexcept {
  if (!has_room(bytes) || !within_share(site, bytes)) return false;
  site.taken += bytes;
  taken_ += bytes;
  return true;
}

void SiteMemory::give_back(std::string_view site,
                           std::uint64_t bytes) noexcept {
  const auto found = sites_.find(site);
  if (found == sites_.end()) return;
  bytes = std::min(bytes, found->second.taken);
  taken_ -= bytes;
  found->second.taken -= bytes;
  forget_if_unused(found);
  serve_waiters();
}

// Returns true if a body that waits must be served before a new one of `site`:
// one of the same site, or one that only the whole memory is too small for.
bool SiteMemory::others_come_first(const Site& site) const noexcept {
  bool found = false;
  waiters_.for_each([&](const Waiter& waiter) {
    found = found || waiter.site == &site ||
            within_share(*waiter.site, waiter.bytes);
  });
  return found;
}

SiteMemory::Sites::iterator SiteMemory::site_called(std::string_view name) {
  const auto found = sites_.find(name);
  if (found != sites_.end()) return found;
  return sites_.try_emplace(std::string(name)).first;
}

void SiteMemory::forget_if_unused(Sites::iterator site) noexcept {
  if (site->second.taken == 0 && site->second.waiters == 0) sites_.erase(site);
}

// Serves the waiters in their order. One whose site has its share already is
// passed over; the first one that the memory is too small for ends the round,
// so that small windows do not overtake it for ever.
void SiteMemory::serve_waiters() noexcept {
  bool full = false;
  LinkList<Waiter> passed_over;
  while (!waiters_.empty()) {
    Waiter& waiter = waiters_.pop_front();
    const bool may_take = !full && within_share(*waiter.site, waiter.bytes);
    if (may_take && try_take(*waiter.site, waiter.bytes)) {
      waiter.served = true;
      waiter.woken.set();
    } else {
      full = full || may_take;
      passed_over.push_back(waiter);
    }
  }
  while (!passed_over.empty()) waiters_.push_back(passed_over.pop_front());
}

}  // namespace gfetch::crawl
