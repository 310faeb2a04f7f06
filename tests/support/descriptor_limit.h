#pragma once
/// Limits the number of free file descriptors of this process while the object
/// exists.
///
///   const DescriptorLimit none(0);
///   EXPECT_EQ(open("/dev/null", O_RDONLY), -1);

#include <sys/resource.h>
#include <unistd.h>

namespace gfetch::test {

class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t free_ones) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = dup(STDERR_FILENO);
    close(lowest_free);
    const rlimit few = {static_cast<rlim_t>(lowest_free) + free_ones,
                        before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
  }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace gfetch::test
