#include "sanitizers.h"

#include <cstdio>
#include <cstdlib>

// Weak references to a function of each sanitizer's runtime library. Its
// address is null in a program without that sanitizer.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
extern "C" {
[[gnu::weak]] void __asan_init();
[[gnu::weak]] void __msan_init();
[[gnu::weak]] void __tsan_init();
}
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

namespace gfetch::detail {
namespace {

#ifdef GFETCH_ASAN
constexpr bool kKnowsAsan = true;
#else
constexpr bool kKnowsAsan = false;
#endif
#ifdef GFETCH_TSAN
constexpr bool kKnowsTsan = true;
#else
constexpr bool kKnowsTsan = false;
#endif
#ifdef GFETCH_MSAN
constexpr bool kKnowsMsan = true;
#else
constexpr bool kKnowsMsan = false;
#endif

[[noreturn]] void refuse(const char* sanitizer, const char* option) {
  std::fprintf(stderr,
               "gfetch: this program is built with %s and gfetch is not; build "
               "gfetch with -DGFETCH_SANITIZE=%s, or both without.\n",
               sanitizer, option);
  std::_Exit(EXIT_FAILURE);
}

}  // namespace

void refuse_unknown_sanitizers() {
  if (!kKnowsAsan && &__asan_init != nullptr) {
    refuse("AddressSanitizer", "address");
  }
  if (!kKnowsTsan && &__tsan_init != nullptr) {
    refuse("ThreadSanitizer", "thread");
  }
  if (!kKnowsMsan && &__msan_init != nullptr) {
    refuse("MemorySanitizer", "memory");
  }
}

}  // namespace gfetch::detail
