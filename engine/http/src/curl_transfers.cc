#include "curl_transfers.h"

#include <curl/curl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <optional>
#include <utility>

#include "easy_option.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/waiter.h"
#include "libcurl.h"
#include "quirks/stall_guard.h"

namespace gfetch::http {

/// A descriptor that libcurl has at present. Its watcher outlives the times
/// in which a kept connection rests.
struct CurlMulti::Socket {
  Socket(CurlMulti& multi, int fd)
      : owner(multi),
        watcher(fd, &Socket::ready, this, detail::Priority::kNormal,
                /*counts=*/false) {}

  static void ready(void* self, int events) noexcept;

  CurlMulti& owner;
  Transfer* transfer = nullptr;  // that uses it
  detail::IoWatcher watcher;
};

struct MultiCallbacks {
  static int socket(CURL* easy, curl_socket_t fd, int what, void* self,
                    void* /*unused*/) noexcept {
    // libcurl also closes connections with a handle of its own.
    char* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    static_cast<CurlMulti*>(self)->watch(
        static_cast<Transfer*>(static_cast<void*>(transfer)), fd, what);
    return 0;
  }

  static curl_socket_t no_socket(void* /*unused*/, curlsocktype /*unused*/,
                                 curl_sockaddr* /*unused*/) noexcept {
    return CURL_SOCKET_BAD;
  }

  static int timer(CURLM* /*multi*/, long milliseconds, void* self) noexcept {
    static_cast<CurlMulti*>(self)->set_timer(milliseconds);
    return 0;
  }

  static void time_out(void* self) noexcept {
    auto& multi = *static_cast<CurlMulti*>(self);
    multi.act(CURL_SOCKET_TIMEOUT, 0);
    multi.settle();
  }

  static void settle(void* self) noexcept {
    static_cast<CurlMulti*>(self)->settle();
  }

  static void check_clocks(void* self) noexcept {
    static_cast<CurlMulti*>(self)->check_clocks();
  }
};

CurlMulti::CurlMulti(Hub& hub, HttpVersion version,
                     std::size_t idle_connections, StallGuard* guard)
    : hub_(hub),
      multi_(curl_multi_init()),
      idle_connections_(idle_connections),
      guard_(guard),
      run_soon_(&MultiCallbacks::time_out, this),
      settle_soon_(&MultiCallbacks::settle, this),
      // After the sockets: what has arrived in time is not too late.
      timer_(&MultiCallbacks::time_out, this, detail::Priority::kTimeout,
             /*counts=*/false),
      clock_(&MultiCallbacks::check_clocks, this, detail::Priority::kTimeout,
             /*counts=*/false) {
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &MultiCallbacks::socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &MultiCallbacks::timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  if (!shares_connections(version)) {
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, 1L);
  }
}

CurlMulti::~CurlMulti() {
  curl_multi_cleanup(multi_);
}

void CurlMulti::add(Transfer& transfer) {
  ++size_;
  // The limit counts connections in use too; left to itself it would follow
  // the number of handles down and close what is still warm.
  if (idle_connections_ + size_ > room_) {
    constexpr std::size_t kStep = 64;
    room_ = idle_connections_ + size_ + std::min(idle_connections_, kStep);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(room_));
  }
  transfer.multi_ = this;
  in_flight_.push_back(transfer.place_);
  if (const TimeLimit limit = transfer.start_clocks(now())) {
    look_again_in(*limit);
  }
  const CURLMcode added = curl_multi_add_handle(multi_, transfer.easy_.get());
  if (added != CURLM_OK) transfer.finish(CURLE_FAILED_INIT);
}

void CurlMulti::remove(Transfer& transfer) noexcept {
  if (!transfer.done()) transfer.easy_.leave_connection();
  curl_multi_remove_handle(multi_, transfer.easy_.get());
  transfer.place_.unlink();
  transfer.unlink();  // no news any more
  // Where others share its connection libcurl keeps silent about the socket.
  const auto fd = static_cast<std::size_t>(transfer.exchange_.socket);
  if (fd < sockets_.size() && sockets_[fd] &&
      sockets_[fd]->transfer == &transfer) {
    sockets_[fd]->transfer = nullptr;
  }
  transfer.multi_ = nullptr;
  --size_;
}

// libcurl has no function that closes idle connections. But a transfer that
// needs one connection more than CURLMOPT_MAX_TOTAL_CONNECTIONS makes it close
// the one that is idle for longest (7.88) or all of them (8.14), and waits when
// none is idle. A probe is such a transfer; it is given no socket, so it ends
// at once, and is repeated until it waits.
void CurlMulti::close_idle() {
  idle_connections_ = 0;
  const std::size_t most = std::exchange(
      room_, std::max<std::size_t>(size_, 1));  // none would mean its default
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(room_));
  const std::unique_ptr<CURL, void (*)(CURL*)> probe(curl_easy_init(),
                                                     &curl_easy_cleanup);
  if (probe == nullptr) return;
  set(probe.get(), CURLOPT_URL, "http://127.0.0.1:1/");
  set(probe.get(), CURLOPT_PROXY, "");
  set(probe.get(), CURLOPT_NOSIGNAL, 1L);
  set(probe.get(), CURLOPT_FRESH_CONNECT, 1L);
  set(probe.get(), CURLOPT_OPENSOCKETFUNCTION, &MultiCallbacks::no_socket);
  // Transfers that were just added get their connections first.
  act(CURL_SOCKET_TIMEOUT, 0);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  probed_ = true;
  for (std::size_t i = 0; probed_ && i < most; ++i) {
    probed_ = false;
    if (curl_multi_add_handle(multi_, probe.get()) != CURLM_OK) break;
    act(CURL_SOCKET_TIMEOUT, 0);
    curl_multi_remove_handle(multi_, probe.get());
  }
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, 0L);
  settle_soon_.schedule();
}

void CurlMulti::wait(Transfer& transfer, BodySink* sink) {
  struct Listening {
    Listening(Transfer& listener, detail::Waiter& waiter, BodySink* sink)
        : owner(listener) {
      owner.waiter_ = &waiter;
      owner.sink_ = sink;
    }
    ~Listening() {
      owner.waiter_ = nullptr;
      owner.sink_ = nullptr;
    }
    Transfer& owner;
  };
  while (!transfer.done() && !transfer.has_body()) {
    detail::Waiter waiter("http");
    const Listening listening(transfer, waiter, sink);
    waiter.wait();
  }
}

void CurlMulti::has_news(Transfer& transfer) noexcept {
  if (!transfer.linked()) news_.push_back(transfer);
}

CurlMulti::Socket& CurlMulti::socket(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= sockets_.size()) sockets_.resize(index + 1);
  if (!sockets_[index]) sockets_[index] = std::make_unique<Socket>(*this, fd);
  return *sockets_[index];
}

// libcurl closes some sockets without a word, or with the word after the
// deed: a number that comes back gets a watcher that knows nothing of before.
void CurlMulti::opened(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index < sockets_.size()) sockets_[index].reset();
}

void CurlMulti::watch(Transfer* transfer, int fd, int what) {
  Socket& entry = socket(fd);
  if (what == CURL_POLL_REMOVE) {
    entry.watcher.watch(0);
    entry.transfer = nullptr;
    const bool connecting = acting_ && transfer != nullptr &&
                            transfer->exchange_.opened_socket &&
                            transfer->exchange_.head_bytes == 0;
    if (connecting) stalled_.push_back(transfer);
    return;
  }
  entry.transfer = transfer;
  if (transfer != nullptr) transfer->exchange_.socket = fd;
  entry.watcher.watch(((what & CURL_POLL_IN) != 0 ? detail::kReadable : 0) |
                      ((what & CURL_POLL_OUT) != 0 ? detail::kWritable : 0));
}

// Told once; it holds until it fires or is told anew. Under libcurl, so for
// "now" too the loop has to call. What is to go on from within an action waits
// for the loop's next pass: there may be no end to it, and the clocks and other
// sockets are to have their turn.
void CurlMulti::set_timer(long milliseconds) {
  timer_.stop();
  run_soon_.cancel();
  if (milliseconds == 0 && !acting_) {
    run_soon_.schedule();
  } else if (milliseconds >= 0) {
    timer_.start(std::chrono::milliseconds(milliseconds));
  }
}

void CurlMulti::Socket::ready(void* self, int events) noexcept {
  // libcurl may close the socket and open another in its place, and with it
  // this object: it is not touched after.
  const auto& entry = *static_cast<Socket*>(self);
  CurlMulti& multi = entry.owner;
  const int fd = entry.watcher.fd();
  const int action = ((events & detail::kReadable) != 0 ? CURL_CSELECT_IN : 0) |
                     ((events & detail::kWritable) != 0 ? CURL_CSELECT_OUT : 0);
  Transfer* transfer = entry.transfer;
  // Of a connection that is shared, no one can say for whom it moves.
  if (transfer != nullptr &&
      transfer->exchange_.response.version < HttpVersion::k2) {
    transfer->exchange_.clocks.note_activity(multi.now());
    const std::uint64_t seen = transfer->bytes_seen();
    multi.act(fd, action);
    constexpr std::uint64_t kLittle = 4096;
    if (transfer->bytes_seen() - seen < kLittle) {
      multi.check_framing(*transfer, fd);
    }
  } else {
    multi.act(fd, action);
  }
  multi.settle();
}

void CurlMulti::act(int fd, int events) {
  int running = 0;
  acting_ = true;
  const StallGuard::Call call(guard_, served_by(fd));
  curl_multi_socket_action(multi_, fd, events, &running);
  acting_ = false;
  collect_ended();
  if (call.cut_off()) blame_http2();
}

// The sockets that an action may read from.
std::vector<int> CurlMulti::served_by(int fd) const {
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

// Who failed with the connection that flooded us, before anything of an answer
// came, may try another way.
void CurlMulti::blame_http2() {
  for (auto* place = in_flight_.first(); place != nullptr;
       place = in_flight_.after(*place)) {
    Transfer::Exchange& exchange = place->owner.exchange_;
    const bool failed = exchange.done && exchange.code != CURLE_OK;
    if (failed && exchange.idempotent && exchange.head_bytes == 0) {
      exchange.wants_http1 = true;
    }
  }
}

// libcurl swallows the framing of a chunked body, which a server can make as
// long as it likes: when bytes come and little of them is passed on, the
// kernel is asked how many they are.
void CurlMulti::check_framing(Transfer& transfer, int fd) {
  Transfer::Exchange& exchange = transfer.exchange_;
  if (exchange.wire_limit == 0 || exchange.done || exchange.socket != fd) {
    return;
  }
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return;
  const std::uint64_t passed_on = transfer.bytes_seen();
  if (!exchange.framing_base) {
    exchange.framing_base = info.tcpi_bytes_received - passed_on;
  }
  // What had come but was not yet passed on at first is in the base, too: the
  // sum may be ahead of what was received.
  const std::uint64_t accounted = passed_on + *exchange.framing_base;
  if (info.tcpi_bytes_received <= accounted + exchange.wire_limit) return;
  transfer.fail({ErrorKind::kBodyTooLarge, "more framing than body allowed"});
}

void CurlMulti::settle() {
  help_stalled();
  // A fiber that is woken may do anything, even end its client once its own
  // transfer was the last: `this` is not touched again.
  detail::List<Transfer> waking;
  waking.append(news_);
  while (!waking.empty()) {
    Transfer& transfer = waking.pop_front();
    if (transfer.waiter_ != nullptr) transfer.waiter_->wake();
  }
}

void CurlMulti::collect_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    char* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    if (transfer == nullptr) {
      probed_ = true;
      continue;
    }
    static_cast<Transfer*>(static_cast<void*>(transfer))
        ->finish(message->data.result);
  }
}

// Until curl 8.4 an address that fails in the background leaves the next one
// waiting for half of the connect timeout. Any change of a pause makes libcurl
// look at the transfer at once.
void CurlMulti::help_stalled() {
  for (Transfer* transfer : std::exchange(stalled_, {})) {
    if (transfer->done()) continue;
    curl_easy_pause(transfer->easy_.get(), CURLPAUSE_RECV);
    curl_easy_pause(transfer->easy_.get(), CURLPAUSE_CONT);
  }
}

void CurlMulti::look_again_in(Duration time) {
  constexpr Duration kGrain = std::chrono::milliseconds(5);
  time = std::max(time, kGrain);
  if (clock_.active() && clock_.deadline() <= now() + time) return;
  clock_.start(time);
}

// One timer for all: it is set for the earliest moment at which one could be
// too late, and most have moved or gone by then.
void CurlMulti::check_clocks() {
  const TimePoint moment = now();
  // A process that was stopped has not waited: what came meanwhile is still to
  // be read, and what it was about to send is still to be sent.
  constexpr Duration kStopped = std::chrono::milliseconds(500);
  const bool stopped = moment - clock_.deadline() > kStopped;
  TimeLimit next;
  for (auto* place = in_flight_.first(); place != nullptr;
       place = in_flight_.after(*place)) {
    Transfer& transfer = place->owner;
    const TimeLimit left =
        stopped ? transfer.start_clocks(moment) : transfer.check_clocks(moment);
    if (left) next = std::min(next.value_or(*left), *left);
  }
  if (next) look_again_in(*next);
  settle();
}

}  // namespace gfetch::http
