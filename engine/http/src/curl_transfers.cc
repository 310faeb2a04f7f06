#include "curl_transfers.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>

#include "base/libcurl.h"
#include "easy_option.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "quirks/stall_guard.h"

namespace gfetch::http {

/// A socket of libcurl and the loop's watcher for it. While the connection is
/// idle, the watcher remains and watches for no event.
struct CurlTransfers::Socket {
  Socket(CurlTransfers& transfers, int fd)
      : owner(transfers),
        watcher(fd, &Socket::ready, this, detail::Priority::kNormal,
                /*counts=*/false) {}

  static void ready(void* self, int events) noexcept;

  CurlTransfers& owner;
  Transfer* transfer = nullptr;  // uses the connection; null: idle or unknown
  detail::IoWatcher watcher;
};

/// What the loop and libcurl call. The functions allocate little: a watcher for
/// each new descriptor, lists of descriptors, a place in the heap of timers.
/// Without memory for that the process ends, since neither libcurl nor a fiber
/// could go on: libcurl would wait for events that nobody watches.
struct CurlTransfers::Callbacks {
  static int socket(CURL* easy, curl_socket_t fd, int what, void* self,
                    void* /*unused*/) noexcept {
    // The transfer is null if the easy handle is libcurl's own, which it uses
    // to close connections, or the probe of close_idle().
    char* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    static_cast<CurlTransfers*>(self)->watch(
        static_cast<Transfer*>(static_cast<void*>(transfer)), fd, what);
    return 0;
  }

  static curl_socket_t no_socket(void* /*unused*/, curlsocktype /*unused*/,
                                 curl_sockaddr* /*unused*/) noexcept {
    return CURL_SOCKET_BAD;
  }

  static int timer(CURLM* /*multi*/, long milliseconds, void* self) noexcept {
    static_cast<CurlTransfers*>(self)->set_timer(milliseconds);
    return 0;
  }

  static void time_out(void* self) noexcept {
    auto& transfers = *static_cast<CurlTransfers*>(self);
    transfers.act(CURL_SOCKET_TIMEOUT, 0);
    transfers.settle();
  }

  static void settle(void* self) noexcept {
    static_cast<CurlTransfers*>(self)->settle();
  }

  static void check_clocks(void* self) noexcept {
    static_cast<CurlTransfers*>(self)->check_clocks();
  }
};

CurlTransfers::CurlTransfers(Hub& hub, HttpVersion version,
                             std::size_t idle_connections, StallGuard* guard)
    : hub_(hub),
      multi_(curl_multi_init()),
      idle_connections_(idle_connections),
      guard_(guard),
      run_soon_(&Callbacks::time_out, this),
      settle_soon_(&Callbacks::settle, this),
      // Timers run after socket events, so that bytes which arrived before a
      // time limit expired are read first.
      timer_(&Callbacks::time_out, this, detail::Priority::kTimeout,
             /*counts=*/false),
      clock_(&Callbacks::check_clocks, this, detail::Priority::kTimeout,
             /*counts=*/false) {
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Callbacks::socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Callbacks::timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  // A limit of one stream stops libcurl from running several transfers on one
  // connection at the same time.
  if (!shares_connections(version)) {
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, 1L);
  }
}

// libcurl must not call back while it closes its connections: there may be no
// loop any more.
CurlTransfers::~CurlTransfers() {
  sockets_.clear();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
  curl_multi_cleanup(multi_);
}

void CurlTransfers::add(Transfer& transfer) {
  ++size_;
  // CURLMOPT_MAXCONNECTS counts idle connections and those in use. It is raised
  // and never lowered: libcurl's default follows the number of easy handles,
  // and would close idle connections each time that number falls.
  if (idle_connections_ + size_ > max_connections_) {
    constexpr std::size_t kStep = 64;
    max_connections_ =
        idle_connections_ + size_ + std::min(idle_connections_, kStep);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                      static_cast<long>(max_connections_));
  }
  transfer.attach(*this);
  running_.push_back(transfer.running());
  if (const TimeLimit limit = transfer.start_clocks(now())) {
    check_clocks_in(*limit);
  }
  const CURLMcode added = curl_multi_add_handle(multi_, transfer.easy());
  if (added != CURLM_OK) transfer.finish(CURLE_FAILED_INIT);
}

void CurlTransfers::remove(Transfer& transfer) noexcept {
  // The connection of an unfinished transfer is in an unknown state.
  if (!transfer.done()) transfer.leave_connection();
  curl_multi_remove_handle(multi_, transfer.easy());
  // If other transfers share the connection, libcurl does not report that this
  // transfer no longer uses the socket.
  const auto fd = static_cast<std::size_t>(transfer.socket());
  if (fd < sockets_.size() && sockets_[fd] &&
      sockets_[fd]->transfer == &transfer) {
    sockets_[fd]->transfer = nullptr;
  }
  transfer.detach();
  --size_;
}

void CurlTransfers::fail_all(const Error& error) {
  for (auto* link = running_.first(); link != nullptr;
       link = running_.after(*link)) {
    link->transfer.fail(error);
  }
  settle_soon_.schedule();
}

// libcurl has no function that closes idle connections. But if a transfer
// exceeds CURLMOPT_MAX_TOTAL_CONNECTIONS, libcurl closes the connection that
// has been idle for longest (7.88) or all idle connections (8.14); if no
// connection is idle, the transfer waits. Therefore a probe, a transfer whose
// socket callback fails, is started under a limit of 1 until it has to wait.
void CurlTransfers::close_idle() {
  idle_connections_ = 0;
  // At least 1, because 0 would mean libcurl's default.
  const std::size_t most =
      std::exchange(max_connections_, std::max<std::size_t>(size_, 1));
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                    static_cast<long>(max_connections_));
  const std::unique_ptr<CURL, void (*)(CURL*)> probe(curl_easy_init(),
                                                     &curl_easy_cleanup);
  if (probe == nullptr) return;
  set(probe.get(), CURLOPT_URL, "http://127.0.0.1:1/");
  set(probe.get(), CURLOPT_PROXY, "");
  set(probe.get(), CURLOPT_NOSIGNAL, 1L);
  set(probe.get(), CURLOPT_FRESH_CONNECT, 1L);
  set(probe.get(), CURLOPT_OPENSOCKETFUNCTION, &Callbacks::no_socket);
  // Transfers that were added before this call connect first: during the probe
  // the limit would make them wait.
  act(CURL_SOCKET_TIMEOUT, 0);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  probe_ended_ = true;
  for (std::size_t i = 0; probe_ended_ && i < most; ++i) {
    probe_ended_ = false;
    if (curl_multi_add_handle(multi_, probe.get()) != CURLM_OK) break;
    act(CURL_SOCKET_TIMEOUT, 0);
    curl_multi_remove_handle(multi_, probe.get());
  }
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, 0L);
  settle_soon_.schedule();
}

void CurlTransfers::on_news(Transfer& transfer) noexcept {
  if (!transfer.linked()) news_.push_back(transfer);
}

CurlTransfers::Socket& CurlTransfers::socket(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= sockets_.size()) sockets_.resize(index + 1);
  if (!sockets_[index]) sockets_[index] = std::make_unique<Socket>(*this, fd);
  return *sockets_[index];
}

// libcurl closes some sockets without calling the socket callback, or calls it
// after the close. The watcher of the closed socket is destroyed when its
// descriptor is opened again.
void CurlTransfers::on_socket_opened(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index < sockets_.size()) sockets_[index].reset();
}

void CurlTransfers::watch(Transfer* transfer, int fd, int what) {
  Socket& entry = socket(fd);
  if (what == CURL_POLL_REMOVE) {
    entry.watcher.watch(0);
    entry.transfer = nullptr;
    // The attempt to connect to one address failed. libcurl may wait before it
    // tries the next one: help_stalled() makes it continue.
    if (acting_ && transfer != nullptr && transfer->connecting()) {
      stalled_.push_back(transfer);
    }
    return;
  }
  entry.transfer = transfer;
  if (transfer != nullptr) transfer->set_socket(fd);
  entry.watcher.watch(((what & CURL_POLL_IN) != 0 ? detail::kReadable : 0) |
                      ((what & CURL_POLL_OUT) != 0 ? detail::kWritable : 0));
}

// libcurl's timer callback: sets the timer, in place of its previous time. A
// negative time stops the timer. It is called within libcurl, so that even a
// time of 0 cannot call libcurl here, but has to be left to the loop.
void CurlTransfers::set_timer(long milliseconds) {
  timer_.stop();
  run_soon_.cancel();
  if (milliseconds == 0 && !acting_) {
    // A fiber added or resumed a transfer: the loop calls libcurl as soon as
    // the fiber waits.
    run_soon_.schedule();
  } else if (milliseconds >= 0) {
    // Within act() a time of 0 waits for the loop's next pass: libcurl may ask
    // to continue again and again, and other sockets and timers must run, too.
    timer_.start(std::chrono::milliseconds(milliseconds));
  }
}

void CurlTransfers::Socket::ready(void* self, int events) noexcept {
  // Within act() libcurl may close the socket and open another one with the
  // same descriptor, which destroys this object: `entry` is not used after it.
  const auto& entry = *static_cast<Socket*>(self);
  CurlTransfers& transfers = entry.owner;
  const int fd = entry.watcher.fd();
  const int action = ((events & detail::kReadable) != 0 ? CURL_CSELECT_IN : 0) |
                     ((events & detail::kWritable) != 0 ? CURL_CSELECT_OUT : 0);
  Transfer* transfer = entry.transfer;
  // Only an unshared connection tells which transfer receives the bytes; a
  // shared one (HTTP/2, HTTP/3) may receive them for any of its transfers.
  if (transfer != nullptr && !transfer->on_shared_connection()) {
    transfer->note_socket_activity();
    const std::uint64_t seen = transfer->bytes_seen();
    transfers.act(fd, action);
    // The check for endless framing needs a system call. It is skipped if
    // libcurl passed on many bytes of the body: those were no framing.
    constexpr std::uint64_t kLittle = 4096;
    if (transfer->bytes_seen() - seen < kLittle) transfer->check_framing(fd);
  } else {
    transfers.act(fd, action);
  }
  transfers.settle();
}

void CurlTransfers::act(int fd, int events) {
  int running = 0;
  acting_ = true;
  const StallGuard::Call call(guard_, sockets_read_by(fd));
  curl_multi_socket_action(multi_, fd, events, &running);
  acting_ = false;
  collect_ended();
  if (call.cut_off()) blame_flood();
}

// Returns the sockets that libcurl may read from when it handles `fd`: that
// socket alone, or all of them if its timer fired (CURL_SOCKET_TIMEOUT).
std::vector<int> CurlTransfers::sockets_read_by(int fd) const {
  if (guard_ == nullptr) return {};
  if (fd != CURL_SOCKET_TIMEOUT) return {fd};
  std::vector<int> all;
  for (const auto& entry : sockets_) {
    if (entry && entry->transfer != nullptr) {
      all.push_back(entry->watcher.fd());
    }
  }
  return all;
}

// Allows the transfers that failed together with the flooded HTTP/2 connection
// to be repeated over HTTP/1.1.
void CurlTransfers::blame_flood() {
  for (auto* link = running_.first(); link != nullptr;
       link = running_.after(*link)) {
    link->transfer.blame_flood();
  }
}

void CurlTransfers::settle() {
  help_stalled();
  // A woken fiber may destroy the client, and this object with it. The loop
  // below uses only the local list.
  detail::List<Transfer> waking;
  waking.append(news_);
  while (!waking.empty()) {
    waking.pop_front().wake();
  }
}

void CurlTransfers::collect_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    char* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    if (transfer == nullptr) {  // the probe of close_idle()
      probe_ended_ = true;
      continue;
    }
    static_cast<Transfer*>(static_cast<void*>(transfer))
        ->finish(message->data.result);
  }
}

// Before libcurl 8.4, when the attempt to connect to an address fails, libcurl
// tries the next address only after half of the connect timeout. To pause and
// unpause a transfer makes libcurl handle the transfer at once.
void CurlTransfers::help_stalled() {
  for (Transfer* transfer : std::exchange(stalled_, {})) {
    if (transfer->done()) continue;
    curl_easy_pause(transfer->easy(), CURLPAUSE_RECV);
    curl_easy_pause(transfer->easy(), CURLPAUSE_CONT);
  }
}

void CurlTransfers::check_clocks_in(Duration time) {
  // The timer fires at most every 5 ms: each check visits all transfers.
  constexpr Duration kGrain = std::chrono::milliseconds(5);
  time = std::max(time, kGrain);
  if (clock_.active() && clock_.deadline() <= detail::later(now(), time))
    return;
  clock_.start(time);
}

// Checks the time limits of all transfers, and sets the timer for the next
// check: the earliest time at which a transfer can exceed a limit. By then most
// transfers have received bytes, which extends their limits, or have ended.
void CurlTransfers::check_clocks() {
  const TimePoint moment = now();
  // A timer that fires over 500 ms late shows that the process was stopped
  // (SIGSTOP, suspend). Bytes may have arrived that nobody could read: all
  // limits start again.
  constexpr Duration kStopped = std::chrono::milliseconds(500);
  const bool stopped = moment - clock_.deadline() > kStopped;
  TimeLimit next;
  for (auto* link = running_.first(); link != nullptr;
       link = running_.after(*link)) {
    Transfer& transfer = link->transfer;
    const TimeLimit left =
        stopped ? transfer.start_clocks(moment) : transfer.check_clocks(moment);
    if (left) next = std::min(next.value_or(*left), *left);
  }
  if (next) check_clocks_in(*next);
  settle();
}

}  // namespace gfetch::http
