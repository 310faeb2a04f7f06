#pragma once
/// The transfers of one multi handle of libcurl, run by the hub's loop. The
/// loop watches the sockets and the time that libcurl asks for; the fibers of
/// transfers with news are woken after libcurl has returned.
///
///   add()       socket ready, or libcurl's timer
///     |                  |
///     v                  v
///   waits in ----> act(): libcurl is working ----> settle(): no call under way
///   the loop         callbacks record news            wakes fibers
///     ^                                                  |
///     +--------------------------------------------------+
///
/// Invariants:
/// - A fiber is woken by settle() alone, never under libcurl, where each call
///   of curl_multi_* fails with CURLM_RECURSIVE_API_CALL. settle() is the last
///   statement of its callers: a woken fiber may destroy this object.
/// - Each descriptor that libcurl has at present has one watcher; a watcher
///   from before the descriptor was closed never serves its successor.
/// - libcurl's timer is one-shot. It is never run from within libcurl.
/// - One timer serves the clocks of all transfers. It fires no later than the
///   first of them may expire.
/// - libcurl limits nothing: it has no limit of connections (but during
///   close_idle()), and its cache of connections is never full.

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
  /// Uses HTTP of `version` where the server does, and keeps
  /// `idle_connections` open for later. `guard` may be null; it outlives this.
  CurlTransfers(Hub& hub, HttpVersion version, std::size_t idle_connections,
                StallGuard* guard);
  /// Requires that no transfer is running.
  ~CurlTransfers();
  CurlTransfers(const CurlTransfers&) = delete;
  CurlTransfers& operator=(const CurlTransfers&) = delete;

  /// Starts an assigned transfer.
  void add(Transfer& transfer);
  /// Removes a transfer in any state. Its connection is kept only if the
  /// transfer succeeded. Called by fibers only, never under libcurl.
  void remove(Transfer& transfer) noexcept;

  /// True if a transfer was added and not yet removed.
  bool busy() const noexcept { return size_ > 0; }

  /// The number of transfers that were added and not yet removed.
  std::size_t size() const noexcept { return size_; }

  /// Closes the idle connections, and from now on keeps only connections in
  /// use. Called by fibers only, never under libcurl.
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
  void* multi_;  // CURLM
  std::size_t idle_connections_;
  StallGuard* guard_;
  std::size_t size_ = 0;
  std::size_t max_connections_ = 0;  // the last CURLMOPT_MAXCONNECTS
  detail::List<Transfer::Running> running_;
  detail::List<Transfer> news_;
  std::vector<Transfer*> stalled_;  // lost a socket while connecting
  bool acting_ = false;             // libcurl is working
  std::vector<std::unique_ptr<Socket>> sockets_;  // by descriptor
  bool probe_ended_ = false;                      // see close_idle()
  detail::Callback run_soon_;
  detail::Callback settle_soon_;
  detail::Timer timer_;  // libcurl's
  detail::Timer clock_;  // the first that may expire of all transfers' clocks
};

}  // namespace gfetch::http
