#pragma once
/// A multi handle of libcurl on the hub's loop: it says which sockets and
/// what time libcurl waits for, and wakes the fibers of the transfers that
/// have news once libcurl has been left.

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

class CurlMulti {
 public:
  /// Speaks `version` where it can, and keeps `idle_connections` open for
  /// later. `guard` may be null, and outlives this.
  CurlMulti(Hub& hub, HttpVersion version, std::size_t idle_connections,
            StallGuard* guard);
  /// Requires that no transfer is in it.
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Starts an assigned transfer.
  void add(Transfer& transfer);
  /// Takes it out, whatever its state; its connection is kept only if it was
  /// done well. From fibers only, never under libcurl.
  void remove(Transfer& transfer) noexcept;

  /// Waits for news of `transfer`: bytes of the body, or its end. With a sink
  /// that takes them at once, for its end alone.
  /// Blocks the calling fiber.
  void wait(Transfer& transfer, BodySink* sink);

  /// Whether transfers are in it.
  bool busy() const noexcept { return size_ > 0; }

  /// The number of transfers that are in it.
  std::size_t size() const noexcept { return size_; }

  /// Closes the connections that are idle, and from here on keeps none beyond
  /// those in use. From fibers only, never under libcurl.
  void close_idle();

  TimePoint now() const noexcept { return hub_.now(); }

 private:
  friend class Transfer;
  friend struct MultiCallbacks;
  struct Socket;

  void has_news(Transfer& transfer) noexcept;
  void opened(int fd);
  void set_timer(long milliseconds);
  void watch(Transfer* transfer, int fd, int what);
  void act(int fd, int events);
  std::vector<int> served_by(int fd) const;
  void blame_http2();
  void check_framing(Transfer& transfer, int fd);
  void settle();
  void collect_ended();
  void help_stalled();
  void check_clocks();
  void look_again_in(Duration time);
  Socket& socket(int fd);

  Hub& hub_;
  void* multi_;
  std::size_t idle_connections_;
  StallGuard* guard_;
  std::size_t size_ = 0;
  std::size_t room_ = 0;  // connections that the cache was told to hold
  detail::List<Transfer::Place> in_flight_;
  detail::List<Transfer> news_;
  std::vector<Transfer*> stalled_;  // lost a socket while connecting
  bool acting_ = false;             // libcurl is at work
  std::vector<std::unique_ptr<Socket>> sockets_;  // by descriptor
  bool probed_ = false;  // the probe of close_idle() has ended
  detail::Callback run_soon_;
  detail::Callback settle_soon_;
  detail::Timer timer_;  // libcurl's
  detail::Timer clock_;  // for the first transfer that may be too late
};

}  // namespace gfetch::http
