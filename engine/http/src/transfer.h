#pragma once
/// One transfer of libcurl: its easy handle, the callbacks through which
/// libcurl reads the request and delivers the response, and the outcome. One
/// exchange after another uses the same Transfer.
///
///            assign()         attach()              fail(), finish()
///   unused ----------> ready ----------> running ------------------> done
///                        ^               |    ^                       |
///                        |         take()|    |take_body()            |
///                        |               v    |                       |
///                        |              paused                        |
///                        +-------- detach(), assign() ----------------+
///
/// Invariants:
/// - Only the first end of a transfer counts: after done() has become true,
///   fail() and finish() change nothing.
/// - A running transfer has an owner. The transfer calls on_news() of the owner
///   when bytes of the body have arrived, and when it is done.
/// - libcurl calls the callbacks while CurlTransfers or take_body() calls
///   libcurl. A callback stores its data, or passes the body to a sink that
///   does not block. It wakes no fiber: the fiber would call libcurl, which
///   refuses all calls to the multi handle within a callback.
/// - The transfer is paused while 256 KiB of its body wait for the fiber.

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "curl_share.h"
#include "easy_handle.h"
#include "exchange_clocks.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "local_binding.h"
#include "quirks/framing_limit.h"

namespace gfetch::detail {
class Waiter;
}

namespace gfetch::http {

class Transfer;

/// Runs transfers and receives their events; see CurlTransfers.
class TransferOwner {
 public:
  /// The loop's current time.
  virtual TimePoint now() const noexcept = 0;

  /// Called when `transfer` has bytes of the body for its fiber, or is done.
  virtual void on_news(Transfer& transfer) noexcept = 0;

  /// Called when a transfer has opened the socket `fd` for libcurl.
  virtual void on_socket_opened(int fd) = 0;

 protected:
  ~TransferOwner() = default;
};

/// One transfer of libcurl. Its list hook links it into the owner's list of
/// transfers whose fibers have to be woken.
class Transfer : public detail::ListHook {
 public:
  /// Links a transfer into the owner's list of running transfers.
  struct Running : detail::ListHook {
    explicit Running(Transfer& self) : transfer(self) {}
    Transfer& transfer;
  };

  /// `options` and `share` must outlive the transfer.
  Transfer(const HttpClientOptions& options, CurlShare& share);
  ~Transfer();

  /// Prepares a new exchange. Fails if the request is invalid, as
  /// EasyHandle::prepare() does. The request must live until the exchange has
  /// ended.
  Result<void> assign(const Assignment& assignment);

  bool done() const noexcept { return exchange_.done; }
  bool has_body() const noexcept { return !body_.empty(); }

  /// Waits until bytes of the body have arrived or the transfer is done. With a
  /// sink, passes the bytes to the sink and waits until the transfer is done.
  /// Blocks the calling fiber.
  void wait(BodySink* sink);

  /// Returns the head of the response, and the peer's address. Requires that a
  /// byte of the body has arrived, or that the transfer is done.
  const Response& response();

  /// Returns the bytes of the body that arrived since the last call. They are
  /// valid until the next call. Resumes a paused transfer.
  std::string_view take_body();

  /// Ends the transfer with an error that gfetch, not libcurl, found.
  void fail(Error error);

  /// Returns the response, or the error of the transfer. Requires that the
  /// transfer is done. Rethrows an exception that the sink or a
  /// callback of libcurl threw. `dns` is the
  /// duration of the DNS lookup.
  Result<Response> outcome(std::optional<Duration> dns);

  /// True if the exchange should be repeated on a new connection: the server
  /// had closed the reused connection before a byte of the response, or libcurl
  /// no longer had the addresses in its DNS cache.
  bool deserves_retry() const;

  /// True if the exchange should be repeated over HTTP/1.1: this version of
  /// libcurl cannot detect whether the HTTP/2 body is complete, or the HTTP/2
  /// connection was closed because its peer flooded it with frames.
  bool wants_http1() const noexcept {
    return exchange_.wants_http1 && !exchange_.http1;
  }

  // Functions for the owner, CurlTransfers.

  void attach(TransferOwner& owner) noexcept { owner_ = &owner; }
  void detach() noexcept;
  Running& running() noexcept { return running_; }
  void* easy() const noexcept { return easy_.get(); }

  /// Ends the transfer with libcurl's result, a CURLcode.
  void finish(int code);

  /// Wakes the fiber that waits in wait(), if there is one.
  void wake() noexcept;

  /// Starts the transfer's time limits again. Returns the time until their next
  /// check; absent: no check is needed.
  TimeLimit start_clocks(TimePoint now) { return exchange_.clocks.start(now); }

  /// Ends the transfer if one of its time limits has expired. Otherwise returns
  /// the time until the next check; absent: no check is needed.
  TimeLimit check_clocks(TimePoint now);

  /// The descriptor of the transfer's socket; -1 if there is none yet.
  int socket() const noexcept { return exchange_.socket; }
  void set_socket(int fd) noexcept { exchange_.socket = fd; }

  /// Restarts the idle limit, because the transfer's socket is ready.
  void note_socket_activity() { exchange_.clocks.note_activity(owner_->now()); }

  /// True from the first attempt to connect until the first byte of the
  /// response.
  bool connecting() const noexcept {
    return exchange_.opened_socket && exchange_.head_bytes == 0;
  }

  /// True if other transfers may use the same connection at the same time
  /// (HTTP/2, HTTP/3).
  bool on_shared_connection() const noexcept {
    return exchange_.response.version >= HttpVersion::k2;
  }

  /// The number of bytes of the response's head and body that libcurl has
  /// delivered so far.
  std::uint64_t bytes_seen() const noexcept {
    return exchange_.head_bytes + exchange_.response.wire_bytes;
  }

  /// Ends the transfer if its socket `fd` has received far more bytes than
  /// libcurl has delivered: the peer sends endless framing.
  void check_framing(int fd);

  /// Makes wants_http1() true if the transfer failed before a byte of its
  /// response, because the peer flooded the connection.
  void blame_flood() noexcept;

  /// Makes libcurl close the connection of an unfinished transfer; see
  /// EasyHandle::leave_connection().
  void leave_connection() noexcept { easy_.leave_connection(); }

 private:
  struct Callbacks;

  /// The state of one exchange.
  struct Exchange {
    net::AddressList addresses;
    Response response;
    std::optional<Error> error;    // an error that gfetch found, not libcurl
    std::exception_ptr exception;  // thrown by the sink or a callback
    std::shared_ptr<const UploadFile> upload;
    std::uint64_t uploaded = 0;  // bytes of `upload` sent so far
    std::uint64_t wire_limit = 0;
    FramingLimit framing;
    ExchangeClocks clocks;
    std::size_t head_bytes = 0;
    int socket = -1;
    int code = 0;          // the CURLcode with which the transfer ended
    int socket_error = 0;  // errno if no socket could be opened; 0: none
    bool literal_host = false;
    bool idempotent = true;
    bool bodiless = false;  // the response to a HEAD request has no body
    bool head_complete = false;
    bool opened_socket = false;
    bool refused_address = false;
    bool asked_resolver = false;
    bool http1 = false;
    bool wants_http1 = false;
    bool paused = false;
    bool done = false;
  };

  void set_callbacks();
  bool connected() const;
  bool undetectably_truncated() const;
  Error failure() const;
  void note_shared_activity();
  std::size_t take(std::string_view bytes);
  void pass_on(std::string_view bytes);
  void fail_with_exception() noexcept;
  std::size_t give(std::span<char> buffer);
  std::size_t take_head(std::string_view line);
  int open_socket(const std::optional<net::IpAddress>& address, int family,
                  int type);

  EasyHandle easy_;
  const TlsTrust& trust_;
  TransferOwner* owner_ = nullptr;    // null unless the transfer runs
  detail::Waiter* waiter_ = nullptr;  // null unless the fiber waits
  BodySink* sink_ = nullptr;  // gets the body directly; null: body_ stores it
  Running running_{*this};
  const HttpClientOptions& options_;
  LocalBinding local_binding_;

  Exchange exchange_;
  std::string body_;   // bytes of the body that wait for the fiber
  std::string taken_;  // the bytes that take_body() returned last
  std::array<char, 256> message_{};
};

}  // namespace gfetch::http
