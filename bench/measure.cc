// Runs a command and writes its time in seconds and memory in KiB to a file:
//
//   measure RESULT COMMAND [ARGUMENT...]
//
// {"wall":1.2,"user":0.4,"system":0.1,"peak_kib":5120,"exit_code":0}
//
// A separate program is needed because Linux counts the parent's peak memory at
// the fork as the child's: started from Python, every peer would seem to need
// Python's 20 MB. GNU time does the same, but only to a hundredth of a second.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: measure RESULT COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  const auto begun = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    std::perror(argv[2]);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    std::perror("measure");
    return 1;
  }
  const std::chrono::duration<double> wall =
      std::chrono::steady_clock::now() - begun;
  const int code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

  FILE* result = std::fopen(argv[1], "w");
  if (result == nullptr) {
    std::perror(argv[1]);
    return 1;
  }
  std::fprintf(result,
               R"({"wall":%.6f,"user":%.6f,"system":%.6f,)"
               R"("peak_kib":%ld,"exit_code":%d})"
               "\n",
               wall.count(), seconds(usage.ru_utime), seconds(usage.ru_stime),
               usage.ru_maxrss, code);
  return std::fclose(result) == 0 ? 0 : 1;
}
