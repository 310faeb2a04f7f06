// A library that is preloaded into a program and makes one of its allocations
// or writes fail. Environment variables select the fault:
//
//   TORTURE_ALLOCATION=N     the N-th allocation by the program's own code, or
//                            by the C++ library for it, fails; allocations of
//                            other libraries, which may crash without memory,
//                            do not count
//   TORTURE_WRITE=N:FAULT    the N-th write to a file or pipe other than stderr
//                            fails; FAULT is ENOSPC, EIO, EINTR or SHORT
//   TORTURE_CLOCK=N          the wall clock jumps by N seconds in the middle
//   TORTURE_COUNTS=FILE      both counts are written to FILE at the end
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

enum class Fault { kNone, kNoSpace, kIo, kInterrupted, kShort };

std::atomic<bool> armed{false};
std::atomic<long> allocations{0};
std::atomic<long> writes{0};
long failing_allocation = 0;
long failing_write = 0;
std::atomic<long> readings{0};  // readings of the wall clock
long clock_jump = 0;
Fault write_fault = Fault::kNone;

Fault fault_named(const char* name) {
  if (std::strcmp(name, "ENOSPC") == 0) return Fault::kNoSpace;
  if (std::strcmp(name, "EIO") == 0) return Fault::kIo;
  if (std::strcmp(name, "EINTR") == 0) return Fault::kInterrupted;
  return Fault::kShort;
}

/// The address ranges of the code of the program and of the C++ library.
struct Code {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};
std::array<Code, 2> ours;

int find_code(dl_phdr_info* object, std::size_t, void*) {
  const bool program = object->dlpi_name[0] == '\0';
  const bool library = std::strstr(object->dlpi_name, "libstdc++") != nullptr;
  if (!program && !library) return 0;
  Code& code = ours[program ? 0 : 1];
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& part = object->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    code.begin = object->dlpi_addr + part.p_vaddr;
    code.end = code.begin + part.p_memsz;
  }
  return 0;
}

// Starts the counting. Allocations before main(), by the loader and the
// libraries, do not count.
__attribute__((constructor)) void arm() {
  dl_iterate_phdr(find_code, nullptr);
  if (const char* number = std::getenv("TORTURE_ALLOCATION")) {
    failing_allocation = std::atol(number);
  }
  if (const char* order = std::getenv("TORTURE_WRITE")) {
    failing_write = std::atol(order);
    if (const char* colon = std::strchr(order, ':')) {
      write_fault = fault_named(colon + 1);
    }
  }
  if (const char* seconds = std::getenv("TORTURE_CLOCK")) {
    clock_jump = std::atol(seconds);
  }
  armed = true;
}

__attribute__((destructor)) void tell() {
  armed = false;
  const char* path = std::getenv("TORTURE_COUNTS");
  if (path == nullptr) return;
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dprintf(fd, "%ld %ld\n", allocations.load(), writes.load());
  close(fd);
}

bool allocation_fails(const void* caller) {
  const auto place = reinterpret_cast<std::uintptr_t>(caller);
  const bool counts =
      std::any_of(ours.begin(), ours.end(), [place](const Code& code) {
        return place >= code.begin && place < code.end;
      });
  if (!armed || !counts || ++allocations != failing_allocation) return false;
  errno = ENOMEM;
  return true;
}

bool counts(int fd) {
  struct stat status {};
  return armed && fd != STDERR_FILENO && fstat(fd, &status) == 0 &&
         (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode));
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) {
  constexpr long kBefore = 10;
  const long result = syscall(SYS_clock_gettime, clock, time);
  if (clock == CLOCK_REALTIME && ++readings > kBefore) {
    time->tv_sec += clock_jump;
  }
  return static_cast<int>(result);
}

void* malloc(std::size_t size) {
  return allocation_fails(__builtin_return_address(0)) ? nullptr
                                                       : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  return allocation_fails(__builtin_return_address(0))
             ? nullptr
             : __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) {
  return allocation_fails(__builtin_return_address(0))
             ? nullptr
             : __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return allocation_fails(__builtin_return_address(0))
             ? nullptr
             : __libc_memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  if (allocation_fails(__builtin_return_address(0))) return ENOMEM;
  *result = __libc_memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}

ssize_t write(int fd, const void* bytes, std::size_t size) {
  if (counts(fd) && ++writes == failing_write) {
    switch (write_fault) {
      case Fault::kNone:
        break;
      case Fault::kNoSpace:
        errno = ENOSPC;
        return -1;
      case Fault::kIo:
        errno = EIO;
        return -1;
      case Fault::kInterrupted:
        errno = EINTR;
        return -1;
      case Fault::kShort:
        size = (size + 1) / 2;
        break;
    }
  }
  return syscall(SYS_write, fd, bytes, size);
}

}  // extern "C"
