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

/// A descriptor that libcurl has at present. Its watcher stays while the
/// connection is idle, with no event to watch.
struct CurlTransfers::Socket {
  Socket(CurlTransfers& transfers, int fd)
      : owner(transfers),
        watcher(fd, &Socket::ready, this, detail::Priority::kNormal,
                /*counts=*/false) {}

  static void ready(void* self, int events) noexcept;

  CurlTransfers& owner;
  Transfer* transfer = nullptr;  // the user of the connection, if known
  detail::IoWatcher watcher;
};

struct CurlTransfers::Callbacks {
  static int socket(CURL* easy, curl_socket_t fd, int what, void* self,
                    void* /*unused*/) noexcept {
    // The transfer is null where libcurl uses an easy handle of its own, to
    // close a connection.
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
      // Timers run after the sockets: bytes that arrived in time are in time.
      timer_(&Callbacks::time_out, this, detail::Priority::kTimeout,
             /*counts=*/false),
      clock_(&Callbacks::check_clocks, this, detail::Priority::kTimeout,
             /*counts=*/false) {
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Callbacks::socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Callbacks::timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  if (!shares_connections(version)) {
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, 1L);
  }
}

CurlTransfers::~CurlTransfers() {
  curl_multi_cleanup(multi_);
}

void CurlTransfers::add(Transfer& transfer) {
  ++size_;
  // The limit counts connections in use, too. Left to itself, libcurl would
  // lower the limit with the number of handles and close warm connections.
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
  if (!transfer.done()) transfer.leave_connection();
  curl_multi_remove_handle(multi_, transfer.easy());
  // libcurl does not report the socket of a connection that others share.
  const auto fd = static_cast<std::size_t>(transfer.socket());
  if (fd < sockets_.size() && sockets_[fd] &&
      sockets_[fd]->transfer == &transfer) {
    sockets_[fd]->transfer = nullptr;
  }
  transfer.detach();
  --size_;
}

// libcurl has no function that closes idle connections. But a transfer that
// needs one connection more than CURLMOPT_MAX_TOTAL_CONNECTIONS makes libcurl
// close the connection that has been idle for longest (7.88) or all idle ones
// (8.14); if none is idle, the transfer waits. The probe is such a transfer. It
// gets no socket, so it ends at once, and is repeated until it waits.
void CurlTransfers::close_idle() {
  idle_connections_ = 0;
  const std::size_t most = std::exchange(
      max_connections_, std::max<std::size_t>(size_, 1));  // 0: the default
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
  // Transfers that were just added get their connections before the probe.
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

// libcurl closes some sockets without a report, or reports after the close: a
// descriptor that is opened again gets a new watcher.
void CurlTransfers::on_socket_opened(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index < sockets_.size()) sockets_[index].reset();
}

void CurlTransfers::watch(Transfer* transfer, int fd, int what) {
  Socket& entry = socket(fd);
  if (what == CURL_POLL_REMOVE) {
    entry.watcher.watch(0);
    entry.transfer = nullptr;
    // The first address failed: the next one may have to be helped.
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

// libcurl sets its timer once, and it is valid until it fires or is set again.
// This runs under libcurl, so that "now" has to be left to the loop, too. What
// libcurl wants to do after an action that is under way waits for the loop's
// next pass: it may want to go on for ever, and the clocks and the other
// sockets have to be served as well.
void CurlTransfers::set_timer(long milliseconds) {
  timer_.stop();
  run_soon_.cancel();
  if (milliseconds == 0 && !acting_) {
    run_soon_.schedule();
  } else if (milliseconds >= 0) {
    timer_.start(std::chrono::milliseconds(milliseconds));
  }
}

void CurlTransfers::Socket::ready(void* self, int events) noexcept {
  // libcurl may close the socket and open another with the same descriptor,
  // which destroys this object: `entry` is not used after act().
  const auto& entry = *static_cast<Socket*>(self);
  CurlTransfers& transfers = entry.owner;
  const int fd = entry.watcher.fd();
  const int action = ((events & detail::kReadable) != 0 ? CURL_CSELECT_IN : 0) |
                     ((events & detail::kWritable) != 0 ? CURL_CSELECT_OUT : 0);
  Transfer* transfer = entry.transfer;
  // The bytes of a shared connection may belong to any of its transfers.
  if (transfer != nullptr && !transfer->on_shared_connection()) {
    transfer->note_socket_activity();
    const std::uint64_t seen = transfer->bytes_seen();
    transfers.act(fd, action);
    // The system call is saved where much was passed on: that is no framing.
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

// The sockets that an action on `fd` may read from.
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

// The transfers that failed together with the flooded connection, before a byte
// of their responses, may be repeated over HTTP/1.1.
void CurlTransfers::blame_flood() {
  for (auto* link = running_.first(); link != nullptr;
       link = running_.after(*link)) {
    link->transfer.blame_flood();
  }
}

void CurlTransfers::settle() {
  help_stalled();
  // A woken fiber may do anything, even destroy the client after the last
  // transfer: `this` is not used again.
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
    if (transfer == nullptr) {
      probe_ended_ = true;
      continue;
    }
    static_cast<Transfer*>(static_cast<void*>(transfer))
        ->finish(message->data.result);
  }
}

// Before curl 8.4, when an address fails in the background, the next one waits
// for half of the connect timeout. Any change of a pause makes libcurl look at
// the transfer at once.
void CurlTransfers::help_stalled() {
  for (Transfer* transfer : std::exchange(stalled_, {})) {
    if (transfer->done()) continue;
    curl_easy_pause(transfer->easy(), CURLPAUSE_RECV);
    curl_easy_pause(transfer->easy(), CURLPAUSE_CONT);
  }
}

void CurlTransfers::check_clocks_in(Duration time) {
  constexpr Duration kGrain = std::chrono::milliseconds(5);
  time = std::max(time, kGrain);
  if (clock_.active() && clock_.deadline() <= now() + time) return;
  clock_.start(time);
}

// The one timer is set for the earliest moment at which a transfer could be too
// late. By then most transfers have been active or have ended.
void CurlTransfers::check_clocks() {
  const TimePoint moment = now();
  // A process that was stopped (SIGSTOP, suspend) has not waited: bytes may
  // have arrived that it has yet to read. The clocks start again.
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
