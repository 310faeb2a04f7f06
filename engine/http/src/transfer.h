#pragma once
/// An exchange as it runs: the request that libcurl reads, the response and the
/// body that it fills, and what it came to. Used for one after another.
///
/// libcurl calls back from within CurlMulti, or from take_body(). These
/// callbacks take note, and copy the body or pass it on to a sink that does as
/// little, never more: whoever woke fibers there would find every call into
/// libcurl refused.

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

namespace gfetch::detail {
class Waiter;
}

namespace gfetch::http {

class CurlMulti;

class Transfer
    : public detail::ListHook {  // of those with news for their fiber
 public:
  /// Both outlive it.
  Transfer(const HttpClientOptions& options, CurlShare& share);
  ~Transfer();

  /// Makes ready for a new exchange. Fails on what must not go on the wire.
  /// The request must live until the exchange has ended.
  Result<void> assign(const Assignment& assignment);

  bool done() const noexcept { return exchange_.done; }
  bool has_body() const noexcept { return !body_.empty(); }

  /// The head of the response, with the peer's address. Requires that a byte
  /// of the body came, or that it is done.
  const Response& response();

  /// What came of the body since the last call; it stands until the next. Lets
  /// the transfer run on if it was paused.
  std::string_view take_body();

  /// Ends it from our side, with this error.
  void fail(Error error);

  /// What it came to. Requires done().
  Result<Response> outcome(std::optional<Duration> dns);

  /// A second try is called for: the connection that was reused had died
  /// before anything came back, or libcurl had lost the addresses.
  bool deserves_retry() const;

  /// It is to be asked for again, by HTTP/1.1: it came by an HTTP/2 of which
  /// this libcurl could not say whether it was whole, or went down with a
  /// connection that flooded us.
  bool wants_http1() const noexcept {
    return exchange_.wants_http1 && !exchange_.http1;
  }

 private:
  friend class CurlMulti;
  friend struct TransferCallbacks;

  /// In the list of those under way.
  struct Place : detail::ListHook {
    explicit Place(Transfer& transfer) : owner(transfer) {}
    Transfer& owner;
  };

  /// What lasts for one exchange.
  struct Exchange {
    net::AddressList addresses;
    Response response;
    std::optional<Error> error;    // of our own
    std::exception_ptr exception;  // of the sink
    std::shared_ptr<const UploadFile> upload;
    std::uint64_t uploaded = 0;  // of it
    std::uint64_t wire_limit = 0;
    std::optional<std::uint64_t> framing_base;  // see CurlMulti
    ExchangeClocks clocks;
    std::size_t head_bytes = 0;
    int socket = -1;
    int code = 0;
    int socket_error = 0;  // no socket could be had
    bool literal_host = false;
    bool idempotent = true;
    bool bodiless = false;  // whatever its headers announce
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
  TimeLimit start_clocks(TimePoint now) { return exchange_.clocks.start(now); }
  TimeLimit check_clocks(TimePoint now);
  bool connected() const;
  std::uint64_t bytes_seen() const noexcept {
    return exchange_.head_bytes + exchange_.response.wire_bytes;
  }
  void finish(int code);
  void add_counts(Response& response) const;
  bool might_be_cut_unseen() const;
  Error failure() const;
  void note_activity();
  std::size_t take(std::string_view bytes);
  void pass_on(std::string_view bytes) noexcept;
  std::size_t give(std::span<char> buffer);
  std::size_t take_head(std::string_view line);
  int open_socket(const std::optional<net::IpAddress>& address, int family,
                  int type);

  EasyHandle easy_;
  const TlsTrust& trust_;
  CurlMulti* multi_ = nullptr;        // that it is in
  detail::Waiter* waiter_ = nullptr;  // of its fiber, while that waits
  BodySink* sink_ = nullptr;          // to pass the body on to, while it waits
  Place place_{*this};
  const HttpClientOptions& options_;
  LocalEnd local_end_;

  Exchange exchange_;
  std::string body_;   // that the fiber has not taken yet
  std::string taken_;  // that it has
  std::array<char, 256> message_{};
};

}  // namespace gfetch::http
