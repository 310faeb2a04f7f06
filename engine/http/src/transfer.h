#pragma once
/// One transfer of libcurl: the request that libcurl reads, the response and
/// the body that it fills, and the outcome. A Transfer is used for one exchange
/// after another.
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
/// - The first end counts: fail() and finish() change nothing once done().
/// - While it runs it has an owner, to which each piece of news goes once.
/// - libcurl calls back from within a call of CurlTransfers, or from
///   take_body(). A callback only records what happened, and copies the body or
///   passes it to a sink that does not block. It wakes no fiber: inside a
///   callback libcurl refuses every call to the multi handle.
/// - The body is paused when 256 KiB of it wait for the fiber.

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

/// Runs transfers, and is told what happens to them.
class TransferOwner {
 public:
  /// The loop's time.
  virtual TimePoint now() const noexcept = 0;

  /// `transfer` has bytes of the body for its fiber, or is done.
  virtual void on_news(Transfer& transfer) noexcept = 0;

  /// libcurl is going to use the new socket `fd`.
  virtual void on_socket_opened(int fd) = 0;

 protected:
  ~TransferOwner() = default;
};

/// The list hook is for the owner's list of transfers with news.
class Transfer : public detail::ListHook {
 public:
  /// The hook for the owner's list of running transfers.
  struct Running : detail::ListHook {
    explicit Running(Transfer& self) : transfer(self) {}
    Transfer& transfer;
  };

  /// `options` and `share` outlive the transfer.
  Transfer(const HttpClientOptions& options, CurlShare& share);
  ~Transfer();

  /// Prepares a new exchange. Fails on a request that must not be sent as it
  /// is. The request must live until the exchange has ended.
  Result<void> assign(const Assignment& assignment);

  bool done() const noexcept { return exchange_.done; }
  bool has_body() const noexcept { return !body_.empty(); }

  /// Waits for bytes of the body or the end of the transfer. With a sink, the
  /// bytes go to the sink, and this waits for the end alone.
  /// Blocks the calling fiber.
  void wait(BodySink* sink);

  /// The head of the response, with the peer's address. Requires that a byte
  /// of the body has arrived, or that the transfer is done.
  const Response& response();

  /// The body received since the last call, valid until the next call. Resumes
  /// a paused transfer.
  std::string_view take_body();

  /// Ends the transfer with an error found by gfetch.
  void fail(Error error);

  /// The response, or the error. Requires done(). Rethrows what the sink threw.
  Result<Response> outcome(std::optional<Duration> dns);

  /// True if the exchange should be repeated on a new connection: the reused
  /// connection was closed before a byte of the response, or libcurl had lost
  /// the addresses.
  bool deserves_retry() const;

  /// True if the exchange should be repeated over HTTP/1.1: this libcurl cannot
  /// tell whether the HTTP/2 body is complete, or the shared connection was
  /// flooded by its peer.
  bool wants_http1() const noexcept {
    return exchange_.wants_http1 && !exchange_.http1;
  }

  // For the owner.

  void attach(TransferOwner& owner) noexcept { owner_ = &owner; }
  void detach() noexcept;
  Running& running() noexcept { return running_; }
  void* easy() const noexcept { return easy_.get(); }

  /// Ends the transfer with libcurl's result, a CURLcode.
  void finish(int code);

  /// Wakes the fiber that waits for news, if there is one.
  void wake() noexcept;

  /// Starts the clocks again, and returns when to check them, if ever.
  TimeLimit start_clocks(TimePoint now) { return exchange_.clocks.start(now); }

  /// Ends a transfer that is too late; else returns when to check again.
  TimeLimit check_clocks(TimePoint now);

  /// The socket in use; -1 before there is one.
  int socket() const noexcept { return exchange_.socket; }
  void set_socket(int fd) noexcept { exchange_.socket = fd; }

  /// Notes that its socket is ready.
  void note_socket_activity() { exchange_.clocks.note_activity(owner_->now()); }

  /// True from the first socket on to the first byte of the response.
  bool connecting() const noexcept {
    return exchange_.opened_socket && exchange_.head_bytes == 0;
  }

  /// True if other transfers may use the same connection (HTTP/2, HTTP/3).
  bool on_shared_connection() const noexcept {
    return exchange_.response.version >= HttpVersion::k2;
  }

  /// Bytes of head and body that libcurl has passed on.
  std::uint64_t bytes_seen() const noexcept {
    return exchange_.head_bytes + exchange_.response.wire_bytes;
  }

  /// Ends the transfer if `fd` received far more bytes than were passed on.
  void check_framing(int fd);

  /// Notes that the peer flooded a connection; see wants_http1().
  void blame_flood() noexcept;

  /// Closes the connection together with a transfer that is cut off, where
  /// libcurl would go on using a broken connection.
  void leave_connection() noexcept { easy_.leave_connection(); }

 private:
  struct Callbacks;

  /// The state of one exchange.
  struct Exchange {
    net::AddressList addresses;
    Response response;
    std::optional<Error> error;    // found by gfetch, not by libcurl
    std::exception_ptr exception;  // thrown by the sink
    std::shared_ptr<const UploadFile> upload;
    std::uint64_t uploaded = 0;  // bytes of `upload`
    std::uint64_t wire_limit = 0;
    FramingLimit framing;
    ExchangeClocks clocks;
    std::size_t head_bytes = 0;
    int socket = -1;
    int code = 0;          // CURLcode
    int socket_error = 0;  // errno, if no socket could be opened
    bool literal_host = false;
    bool idempotent = true;
    bool bodiless = false;  // a response to HEAD
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
  void pass_on(std::string_view bytes) noexcept;
  std::size_t give(std::span<char> buffer);
  std::size_t take_head(std::string_view line);
  int open_socket(const std::optional<net::IpAddress>& address, int family,
                  int type);

  EasyHandle easy_;
  const TlsTrust& trust_;
  TransferOwner* owner_ = nullptr;    // while the transfer runs
  detail::Waiter* waiter_ = nullptr;  // of the fiber, while it waits
  BodySink* sink_ = nullptr;          // takes the body, while the fiber waits
  Running running_{*this};
  const HttpClientOptions& options_;
  LocalBinding local_binding_;

  Exchange exchange_;
  std::string body_;   // received, not yet taken by the fiber
  std::string taken_;  // what take_body() returned last
  std::array<char, 256> message_{};
};

}  // namespace gfetch::http
