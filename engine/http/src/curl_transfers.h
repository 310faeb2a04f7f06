#pragma once
/// The transfers of one multi handle of libcurl, which the hub's loop drives.
/// The loop watches libcurl's sockets and runs its timer. When a transfer has
/// received bytes of its body or has ended, its fiber is woken, but only after
/// libcurl's function has returned.
///
///   add()       socket ready, or libcurl's timer fires
///     |                  |
///     v                  v
///   waits in ----> act(): calls libcurl, whose ----> settle(): wakes the
///   the loop       callbacks mark transfers          fibers of the marked
///     ^            with news                         transfers
///     |                                                  |
///     +--------------------------------------------------+
///
/// Invariants:
/// - Only settle() wakes fibers, and never within a callback of libcurl, where
///   each curl_multi_* function fails with CURLM_RECURSIVE_API_CALL. A woken
///   fiber may destroy this object: callers of settle() call it last.
/// - Each descriptor that libcurl uses has one watcher. If a descriptor is
///   closed and opened again, the new socket gets a new watcher.
/// - libcurl's timer fires once and is then set again. It never runs within
///   libcurl's functions.
/// - One timer checks the time limits of all transfers. It fires no later than
///   the earliest time at which one of them can expire.
/// - libcurl never makes a transfer wait for a connection, and never closes an
///   idle connection to make space for another: its limits are kept higher than
///   the number of connections. close_idle() is the one exception.

#include <cstddef>
#include <memory>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/hub.h"
#include "transfer.h"

namespace gfetch::http {

class StallGuard;

class CurlTransfers final : private TransferOwner {
 public:
  /// Constructs a multi handle for transfers over HTTP of `version`, which
  /// keeps `idle_connections` connections open for later transfers. `guard` may
  /// be null; it must outlive this object.
  CurlTransfers(Hub& hub, HttpVersion version, std::size_t idle_connections,
                StallGuard* guard);
  /// Requires that each added transfer was removed. The hub may have ended.
  ~CurlTransfers();
  CurlTransfers(const CurlTransfers&) = delete;
  CurlTransfers& operator=(const CurlTransfers&) = delete;

  /// Starts a transfer. Requires that Transfer::assign() was called.
  void add(Transfer& transfer);
  /// Removes a transfer, which may be in any state. Keeps its connection only
  /// if the transfer succeeded. Must not be called within a callback of
  /// libcurl.
  void remove(Transfer& transfer) noexcept;

  /// Ends all transfers with `error`. Their fibers are woken soon after.
  void fail_all(const Error& error);

  /// True if at least one transfer was added and not yet removed.
  bool busy() const noexcept { return size_ > 0; }

  /// The number of transfers that were added and not yet removed.
  std::size_t size() const noexcept { return size_; }

  /// Closes the idle connections, and from now on keeps only connections in
  /// use. Must not be called within a callback of libcurl.
  void close_idle();

 private:
  struct Socket;
  struct Callbacks;

  TimePoint now() const noexcept override { return hub_.now(); }
  void on_news(Transfer& transfer) noexcept override;
  void on_socket_opened(int fd) override;
  void set_timer(long milliseconds);
  void watch(Transfer* transfer, int fd, int what);
  void act(int fd, int events);
  std::vector<int> sockets_read_by(int fd) const;
  void blame_flood();
  void settle();
  void collect_ended();
  void help_stalled();
  void check_clocks();
  void check_clocks_in(Duration time);
  Socket& socket(int fd);

  Hub& hub_;
  void* multi_;  // libcurl's multi handle, a CURLM*
  std::size_t idle_connections_;
  StallGuard* guard_;
  std::size_t size_ = 0;
  std::size_t max_connections_ = 0;  // current value of CURLMOPT_MAXCONNECTS
  detail::List<Transfer::Running> running_;
  detail::List<Transfer> news_;     // transfers whose fibers settle() wakes
  std::vector<Transfer*> stalled_;  // transfers whose connect attempt failed
  bool acting_ = false;  // true while curl_multi_socket_action() runs
  std::vector<std::unique_ptr<Socket>> sockets_;  // by descriptor
  bool probe_ended_ = false;  // the probe of close_idle() has ended
  detail::Callback run_soon_;
  detail::Callback settle_soon_;
  detail::Timer timer_;  // the timer that libcurl sets
  detail::Timer clock_;  // fires when the time limits have to be checked
};

}  // namespace gfetch::http
