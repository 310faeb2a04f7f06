#include "throw_hook.h"

#include <dlfcn.h>
#include <unwind.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <typeinfo>
#include <unordered_map>

namespace gfetch::detail {
namespace {

constexpr std::size_t kMaxFrames = 64;

using Destructor = void (*)(void*);

/// The stack of a throw, and the destructor of the exception object, in whose
/// place the record's own is called.
struct Record {
  std::array<std::uintptr_t, kMaxFrames> stack{};
  std::size_t frames = 0;
  Destructor destructor = nullptr;
};

struct Records {
  std::mutex mutex;
  std::unordered_map<const void*, Record> by_object;
};

std::atomic<int> recordings = 0;
// Set while a throw is recorded: what that throws itself is not.
constinit thread_local bool recording_now = false;

// It is never destroyed: exceptions are thrown until the process ends.
Records& records() {
  static auto* const all = new Records;
  return *all;
}

class RecordingNow {
 public:
  RecordingNow() noexcept { recording_now = true; }
  ~RecordingNow() { recording_now = false; }
  RecordingNow(const RecordingNow&) = delete;
  RecordingNow& operator=(const RecordingNow&) = delete;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* record) {
  auto& to = *static_cast<Record*>(record);
  const std::uintptr_t address = _Unwind_GetIP(context);
  if (address == 0 || to.frames == kMaxFrames) return _URC_END_OF_STACK;
  to.stack.at(to.frames++) = address;
  return _URC_NO_REASON;
}

/// Destroys an exception object that has a record, which it removes.
void destroy_recorded(void* object) {
  Destructor destructor = nullptr;
  {
    Records& all = records();
    const std::lock_guard lock(all.mutex);
    const auto record = all.by_object.find(object);
    destructor = record->second.destructor;
    all.by_object.erase(record);
  }
  if (destructor != nullptr) destructor(object);
}

/// Records a throw. Returns the destructor for the exception object.
Destructor record_throw(const void* object, Destructor destructor) noexcept {
  if (recordings.load(std::memory_order_relaxed) == 0 || recording_now) {
    return destructor;
  }
  const RecordingNow scope;
  try {
    Record record;
    record.destructor = destructor;
    _Unwind_Backtrace(&add_frame, &record);
    Records& all = records();
    const std::lock_guard lock(all.mutex);
    all.by_object.insert_or_assign(object, record);
    return &destroy_recorded;
  } catch (...) {
    return destructor;  // no memory for the record
  }
}

}  // namespace

void start_recording() noexcept {
  recordings.fetch_add(1, std::memory_order_relaxed);
}

void stop_recording() noexcept {
  recordings.fetch_sub(1, std::memory_order_relaxed);
}

std::vector<std::uintptr_t> recorded_stack(const void* thrown) {
  Records& all = records();
  const std::lock_guard lock(all.mutex);
  const auto record = all.by_object.find(thrown);
  if (record == all.by_object.end()) return {};
  const auto& stack = record->second.stack;
  return {stack.begin(),
          stack.begin() + static_cast<std::ptrdiff_t>(record->second.frames)};
}

}  // namespace gfetch::detail

extern "C" [[noreturn]] void __cxa_throw(void* object, std::type_info* type,
                                         void (*destructor)(void*)) {
  using Throw = void (*)(void*, std::type_info*, void (*)(void*));
  static const auto next =
      reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  if (next == nullptr) std::abort();  // the C++ runtime is linked statically
  next(object, type, gfetch::detail::record_throw(object, destructor));
  std::abort();  // not reached: the runtime does not return
}
