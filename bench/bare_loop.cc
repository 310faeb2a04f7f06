// The baseline: a minimal program for libcurl that fetches a list fast.
//
//   bare_loop LIST CONCURRENCY [CACERT]
//
// - The list is read line by line, in its order; CONCURRENCY transfers are in
//   flight at any time. Each uses an easy handle that is set up once and then
//   gets the next URL, so that the handle's connection is reused.
// - curl_multi_socket_action on level-triggered epoll; libcurl's timer is
//   the timeout of epoll_wait, so it needs no system call of its own.
// - The options that affect the cost: no signals, no CA directory (Debian's
//   libcurl would parse all CAs again for each connection), no proxy, HTTP/1.1,
//   and a connection cache with room for every host of the list.
// - Bodies are counted and dropped, and nothing is written per URL. No name is
//   resolved, because the lists have IP literals.
//
// Prints one line, {"ok":N,"failed":N,"bytes":N}, and exits with 0 when every
// response has the status 200.
#include <curl/curl.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

// The size of libcurl's connection cache: enough for a connection to each of
// 2,000 hosts. libcurl's default, four times the number of handles, would close
// connections before they are used again.
constexpr long kMaxConnections = 4096;

struct Loop {
  CURLM* multi = curl_multi_init();
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  bool timer_set = false;
  Clock::time_point timer;
  std::ifstream list;
  std::string line;
  std::uint64_t ok = 0;
  std::uint64_t failed = 0;
  std::uint64_t bytes = 0;
  long in_flight = 0;
};

std::size_t count_body(char*, std::size_t size, std::size_t count, void* loop) {
  static_cast<Loop*>(loop)->bytes += size * count;
  return size * count;
}

int on_socket(CURL*, curl_socket_t socket, int what, void* user, void* known) {
  auto* loop = static_cast<Loop*>(user);
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  event.data.fd = socket;
  epoll_ctl(loop->epoll, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
            socket, &event);
  curl_multi_assign(loop->multi, socket, loop);
  return 0;
}

int on_timer(CURLM*, long milliseconds, void* user) {
  auto* loop = static_cast<Loop*>(user);
  loop->timer_set = milliseconds >= 0;
  if (loop->timer_set)
    loop->timer = Clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

CURL* new_handle(Loop& loop, const char* cacert) {
  CURL* easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  if (cacert != nullptr) curl_easy_setopt(easy, CURLOPT_CAINFO, cacert);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &loop);
  return easy;
}

// Gives the easy handle the next URL of the list, if there is one.
bool start_next(Loop& loop, CURL* easy) {
  if (!std::getline(loop.list, loop.line)) return false;
  curl_easy_setopt(easy, CURLOPT_URL, loop.line.c_str());
  curl_multi_add_handle(loop.multi, easy);
  ++loop.in_flight;
  return true;
}

void reap(Loop& loop) {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(loop.multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const bool transferred = message->data.result == CURLE_OK;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    ++(transferred && status == 200 ? loop.ok : loop.failed);
    curl_multi_remove_handle(loop.multi, easy);
    --loop.in_flight;
    if (!start_next(loop, easy)) curl_easy_cleanup(easy);
  }
}

int until_timer(const Loop& loop) {
  if (!loop.timer_set) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(loop.timer - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void run(Loop& loop) {
  std::array<epoll_event, 256> events{};
  int running = 0;
  while (loop.in_flight > 0) {
    const int count =
        epoll_wait(loop.epoll, events.data(), static_cast<int>(events.size()),
                   until_timer(loop));
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events.at(static_cast<std::size_t>(i));
      int mask = 0;
      if ((event.events & EPOLLIN) != 0) mask |= CURL_CSELECT_IN;
      if ((event.events & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
      if ((event.events & (EPOLLERR | EPOLLHUP)) != 0) mask |= CURL_CSELECT_ERR;
      curl_multi_socket_action(loop.multi, event.data.fd, mask, &running);
    }
    if (loop.timer_set && Clock::now() >= loop.timer) {
      loop.timer_set = false;
      curl_multi_socket_action(loop.multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    reap(loop);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fputs("usage: bare_loop LIST CONCURRENCY [CACERT]\n", stderr);
    return 2;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Loop loop;
  loop.list.open(argv[1]);
  curl_multi_setopt(loop.multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(loop.multi, CURLMOPT_SOCKETDATA, &loop);
  curl_multi_setopt(loop.multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(loop.multi, CURLMOPT_TIMERDATA, &loop);
  curl_multi_setopt(loop.multi, CURLMOPT_MAXCONNECTS, kMaxConnections);

  const long concurrency = std::strtol(argv[2], nullptr, 10);
  for (long i = 0; i < concurrency; ++i) {
    CURL* easy = new_handle(loop, argc > 3 ? argv[3] : nullptr);
    if (start_next(loop, easy)) continue;
    curl_easy_cleanup(easy);
    break;
  }
  run(loop);
  curl_multi_cleanup(loop.multi);
  std::printf(R"({"ok":%ju,"failed":%ju,"bytes":%ju})"
              "\n",
              static_cast<std::uintmax_t>(loop.ok),
              static_cast<std::uintmax_t>(loop.failed),
              static_cast<std::uintmax_t>(loop.bytes));
  return loop.failed == 0 && loop.ok > 0 ? 0 : 1;
}
