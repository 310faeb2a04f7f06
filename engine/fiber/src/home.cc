#include "gfetch/fiber/detail/home.h"

#include <unistd.h>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/hub.h"
#include "live_hub.h"

namespace gfetch::detail {
namespace {

// The set is used when hubs begin and end, and where an object does not belong
// to the current hub.
constinit std::mutex mutex;
constinit LiveHub* first_hub = nullptr;

}  // namespace

constinit thread_local Serial Home::this_hub = kNoSerial;

LiveHub::LiveHub(Serial id, std::shared_ptr<Inbox> inbox) noexcept
    : id_(id), thread_(gettid()), inbox_(std::move(inbox)) {
  Home::this_hub = id_;
  const std::lock_guard lock(mutex);
  next_ = first_hub;
  first_hub = this;
}

LiveHub::~LiveHub() {
  Home::this_hub = kNoSerial;
  const std::lock_guard lock(mutex);
  LiveHub** place = &first_hub;
  while (*place != this) place = &(*place)->next_;
  *place = next_;
}

const LiveHub* LiveHub::find(Serial id) noexcept {
  for (const LiveHub* hub = first_hub; hub != nullptr; hub = hub->next_) {
    if (hub->id_ == id) return hub;
  }
  return nullptr;
}

int LiveHub::thread_of(Serial id) noexcept {
  const std::lock_guard lock(mutex);
  const LiveHub* hub = find(id);
  return hub != nullptr ? hub->thread_ : 0;
}

std::shared_ptr<Inbox> LiveHub::inbox_of(Serial id) noexcept {
  const std::lock_guard lock(mutex);
  const LiveHub* hub = find(id);
  return hub != nullptr ? hub->inbox_ : nullptr;
}

// Gives an object whose home has ended to the current hub, if there is one.
// Returns false if the home has not ended.
bool Home::settle() noexcept {
  const Serial home = hub_.load(std::memory_order_relaxed);
  if (LiveHub::thread_of(home) != 0) return false;
  if (this_hub != kNoSerial) hub_.store(this_hub, std::memory_order_relaxed);
  return true;
}

void Home::settle_or_refuse(const char* what) {
  if (!settle()) refuse("\"" + std::string(what) + "\"");
}

void Home::refuse(const std::string& what) const {
  const int owner = LiveHub::thread_of(hub_.load(std::memory_order_relaxed));
  throw std::logic_error(
      used_elsewhere(what, owner) +
      ": a thread reaches the fibers of another hub through a Promise, a "
      "ThreadQueue, a Mailbox or Hub::post()");
}

bool Home::post(UniqueFunction fn) const {
  auto inbox = LiveHub::inbox_of(hub_.load(std::memory_order_relaxed));
  return inbox != nullptr &&
         FiberAccess::make<Mailbox>(std::move(inbox)).post(std::move(fn));
}

void report_from_destructor(const char* what) noexcept {
  report_exception(what, std::current_exception());
}

}  // namespace gfetch::detail
