#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace gfetch::test {
namespace {

using Clock = std::chrono::steady_clock;

/// Both ends of a pipe or of a pseudo-terminal: the parent's and the child's.
struct Ends {
  Descriptor ours, childs;
};

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

Ends pipe_from_child() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) fail("pipe2");
  return {Descriptor(fds[0]), Descriptor(fds[1])};
}

Ends pipe_to_child() {
  Ends ends = pipe_from_child();
  std::swap(ends.ours, ends.childs);
  ::fcntl(ends.ours.get(), F_SETFL, O_NONBLOCK);
  return ends;
}

Ends terminal_of(unsigned short columns) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = columns;
  int ours = -1;
  int childs = -1;
  if (::openpty(&ours, &childs, nullptr, nullptr, &size) != 0) fail("openpty");
  ::fcntl(ours, F_SETFD, FD_CLOEXEC);
  ::fcntl(childs, F_SETFD, FD_CLOEXEC);
  return {Descriptor(ours), Descriptor(childs)};
}

Descriptor open_file(const std::filesystem::path& file, int flags) {
  Descriptor fd(::open(file.c_str(), flags | O_CLOEXEC, 0644));
  if (!fd) fail(file.c_str());
  return fd;
}

std::vector<std::string> environment_of(const Command& command) {
  // If a name occurs twice, its first value is used.
  std::vector<std::string> result = command.environment;
  for (const char* usual :
       {"HOME=/nonexistent", "LANG=C.UTF-8", "TERM=xterm-256color"})
    result.emplace_back(usual);
  for (const char* name : {"PATH", "ASAN_OPTIONS", "LSAN_OPTIONS",
                           "TSAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR"})
    if (const char* value = std::getenv(name))
      result.push_back(std::string(name) + "=" + value);
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// The code of the child between fork and exec, which uses async-signal-safe
/// calls only.
struct Launch {
  std::array<int, 3> streams;
  bool owns_terminal;
  const char* directory;
  const std::vector<std::pair<int, rlim_t>>* limits;
  char** args;
  char** environment;

  [[noreturn]] void go() const {
    if (owns_terminal) {
      ::setsid();
      ::ioctl(streams[0], TIOCSCTTY, 0);
    }
    for (int fd = 0; fd < 3; ++fd) ::dup2(streams[fd], fd);
    if (*directory != '\0' && ::chdir(directory) != 0) ::_exit(126);
    for (const auto& [resource, value] : *limits) {
      const rlimit limit{value, value};
      ::setrlimit(resource, &limit);
    }
    ::signal(SIGPIPE, SIG_DFL);
    ::execvpe(args[0], args, environment);
    ::_exit(127);
  }
};

/// Appends the available bytes. Returns false at the end of the file.
bool read_some(const Descriptor& fd, std::string& into) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
  if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

int milliseconds_until(Clock::time_point when) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      when - Clock::now());
  return static_cast<int>(std::max<long long>(left.count() + 1, 0));
}

std::chrono::duration<double> seconds_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::duration<double, std::micro>(time.tv_usec);
}

}  // namespace

Process::Process(Command command)
    : command_(std::move(command)), started_(Clock::now()) {
  ::signal(SIGPIPE, SIG_IGN);
  const bool all = command_.terminal == Terminal::kAll;
  Ends in, out, err;
  if (!command_.input_file.empty())
    in.childs = open_file(command_.input_file, O_RDONLY);
  else if (!all)
    in = pipe_to_child();
  if (!command_.output_file.empty())
    out.childs = open_file(command_.output_file, O_WRONLY | O_CREAT);
  else if (all || command_.terminal == Terminal::kStdout)
    out = terminal_of(command_.columns);
  else
    out = pipe_from_child();
  if (command_.terminal == Terminal::kStderr)
    err = terminal_of(command_.columns);
  else if (!all)
    err = pipe_from_child();

  std::vector<std::string> environment = environment_of(command_);
  std::vector<char*> environment_pointers = pointers_to(environment);
  std::vector<char*> arg_pointers = pointers_to(command_.args);
  const int tty = out.childs.get();
  const Launch launch{{in.childs ? in.childs.get() : tty, tty,
                       err.childs ? err.childs.get() : tty},
                      all,
                      command_.directory.c_str(),
                      &command_.limits,
                      arg_pointers.data(),
                      environment_pointers.data()};
  pid_ = ::fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) launch.go();
  input_ = std::move(in.ours);
  output_ = std::move(out.ours);
  errors_ = std::move(err.ours);
}

Process::~Process() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

bool Process::running() const {
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return info.si_pid == 0;
}

void Process::close_input() {
  input_.reset();
}

void Process::close_output() {
  output_.reset();
}

void Process::feed() {
  const std::string_view left = std::string_view(command_.input).substr(fed_);
  if (!left.empty()) {
    const ssize_t count = ::write(input_.get(), left.data(), left.size());
    if (count < 0 && errno != EAGAIN && errno != EINTR) input_.reset();
    if (count > 0) fed_ += static_cast<std::size_t>(count);
  }
  if (fed_ == command_.input.size() && !command_.hold_input) input_.reset();
}

bool Process::pump(Deadline until) {
  const bool feeding =
      input_ && (fed_ < command_.input.size() || !command_.hold_input);
  if (!output_ && !errors_ && !feeding) return false;
  std::array<pollfd, 3> entries{{
      {output_.get(), POLLIN, 0},
      {errors_.get(), POLLIN, 0},
      {feeding ? input_.get() : -1, POLLOUT, 0},
  }};
  if (::poll(entries.data(), entries.size(), milliseconds_until(until)) < 0)
    return errno == EINTR;
  if (entries[0].revents != 0 && !read_some(output_, out_)) output_.reset();
  if (entries[1].revents != 0 && !read_some(errors_, err_)) errors_.reset();
  if (entries[2].revents != 0) feed();
  return true;
}

bool Process::pump_until(const std::function<bool()>& done, Deadline until) {
  while (!done())
    if (Clock::now() >= until || !pump(until)) return done();
  return true;
}

std::optional<std::string> Process::read_line(std::chrono::milliseconds limit) {
  const auto end = [&] { return out_.find('\n', line_begin_); };
  if (!pump_until([&] { return end() != out_.npos; }, Clock::now() + limit))
    return std::nullopt;
  const std::size_t begin = std::exchange(line_begin_, end() + 1);
  return out_.substr(begin, line_begin_ - 1 - begin);
}

bool Process::prints(std::string_view text, std::chrono::milliseconds limit) {
  const auto seen = [&] {
    return out_.find(text) != out_.npos || err_.find(text) != err_.npos;
  };
  return pump_until(seen, Clock::now() + limit);
}

bool Process::until(const std::function<bool()>& holds,
                    std::chrono::milliseconds limit) {
  return eventually(
      [&] {
        pump(Clock::now());
        return holds();
      },
      limit);
}

void Process::reap(Finished& finished) {
  int status = 0;
  rusage usage{};
  pid_t got = 0;
  eventually(
      [&] {
        got = ::wait4(pid_, &status, WNOHANG, &usage);
        return got != 0;
      },
      command_.patience);
  if (got == 0) {
    ::kill(pid_, SIGKILL);
    ::wait4(pid_, &status, 0, &usage);
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) finished.signal = WTERMSIG(status);
  finished.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + finished.signal;
  finished.peak_rss_kib = usage.ru_maxrss;
  finished.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

Finished Process::wait() {
  Finished finished;
  const Deadline end = started_ + command_.patience;
  if (!pump_until([] { return false; }, end) && Clock::now() >= end) {
    err_ += "\n[the test lost its patience and killed it]\n";
    ::kill(pid_, SIGKILL);
  }
  reap(finished);
  finished.elapsed = Clock::now() - started_;
  finished.out = std::move(out_);
  finished.err = std::move(err_);
  return finished;
}

std::vector<std::string> Finished::lines() const {
  std::vector<std::string> result;
  std::string_view rest = out;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    result.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  return result;
}

std::vector<Json> Finished::records() const {
  return json_lines(out);
}

Json Finished::record_of(std::string_view suffix) const {
  for (const Json& record : records())
    if (record["url"].text().ends_with(suffix)) return record;
  return Json::absent();
}

std::ostream& operator<<(std::ostream& out, const Finished& finished) {
  const auto start = [](const std::string& text) {
    return text.size() > 4000 ? text.substr(0, 4000) + "[…]" : text;
  };
  return out << "exit " << finished.exit_code << "\nstdout:\n"
             << start(finished.out) << "\nstderr:\n"
             << start(finished.err) << "\n";
}

Finished run(Command command) {
  return Process(std::move(command)).wait();
}

const char* const kGfetch = GFETCH_BINARY;

Command gfetch_command(std::vector<std::string> args, Command command) {
  command.args = {kGfetch};
  command.args.insert(command.args.end(), args.begin(), args.end());
  command.environment.emplace_back("GFETCH_RETRY=0");
  return command;
}

Finished gfetch(std::vector<std::string> args, Command command) {
  return run(gfetch_command(std::move(args), std::move(command)));
}

bool on_path(std::string_view program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    if (::access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0)
      return true;
    rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace gfetch::test
