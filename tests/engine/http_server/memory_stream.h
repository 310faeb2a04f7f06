#pragma once
/// A pair of streams in memory. A virtual clock jumps while fibers wait for
/// them, which it does not while they wait for a descriptor.

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/event.h"
#include "gfetch/net/socket.h"
#include "gfetch/net/stream.h"

namespace gfetch::net {

class MemoryStream final : public Stream {
 public:
  using Ends =
      std::pair<std::unique_ptr<MemoryStream>, std::unique_ptr<MemoryStream>>;

  /// Each direction holds `most` bytes that were sent and not received.
  static Ends pair(std::size_t most = 65'536) {
    auto one = std::make_shared<Direction>(most);
    auto other = std::make_shared<Direction>(most);
    return {std::make_unique<MemoryStream>(one, other),
            std::make_unique<MemoryStream>(other, one)};
  }
  ~MemoryStream() override { close(); }

  using Stream::receive;
  using Stream::send;
  using Stream::send_all;

  std::size_t receive(std::span<char> into, const WaitLimit& limit) override {
    if (into.empty()) return 0;
    if (!wait_to_receive(limit)) throw SocketTimeout("receive");
    const std::size_t size = std::min(into.size(), in_->bytes.size());
    in_->bytes.copy(into.data(), size);
    in_->bytes.erase(0, size);
    in_->update();
    return size;
  }

  bool wait_to_receive(const WaitLimit& limit) override {
    require_open();
    const bool ready = in_->readable.wait(limit);
    require_open();
    return ready;
  }

  std::size_t send(std::string_view data, const WaitLimit& limit) override {
    require_open();
    if (!out_->writable.wait(limit)) throw SocketTimeout("send");
    require_open();
    if (out_->unread || out_->ended) throw SocketError(EPIPE, "send");
    const std::size_t size =
        std::min(data.size(), out_->most - out_->bytes.size());
    out_->bytes += data.substr(0, size);
    out_->update();
    return size;
  }

  void send_all(std::span<const std::string_view> parts,
                const WaitLimit& limit) override {
    const detail::Deadline deadline(limit);
    for (std::string_view part : parts) {
      while (!part.empty()) part.remove_prefix(send(part, deadline.left()));
    }
  }

  void end_sending() override {
    require_open();
    out_->ended = true;
    out_->update();
  }

  void close() noexcept override {
    if (closed_) return;
    closed_ = true;
    out_->ended = true;
    in_->unread = true;
    for (Direction* direction : {in_.get(), out_.get()}) direction->update();
  }
  bool closed() const noexcept override { return closed_; }
  Socket& socket() noexcept override { return none_; }

  struct Direction {
    explicit Direction(std::size_t its_most) : most(its_most) { update(); }

    void update() {
      const auto show = [](Event& event, bool set) {
        if (set != event.is_set()) set ? event.set() : event.clear();
      };
      show(readable, !bytes.empty() || ended || unread);
      show(writable, bytes.size() < most || ended || unread);
    }

    std::size_t most;
    std::string bytes;
    bool ended = false;   // nothing more is sent
    bool unread = false;  // nobody receives any more
    Event readable{"receive"};
    Event writable{"send"};
  };

  MemoryStream(std::shared_ptr<Direction> in, std::shared_ptr<Direction> out)
      : in_(std::move(in)), out_(std::move(out)) {}

 private:
  void require_open() const {
    if (closed_) throw SocketError(EBADF, "closed");
  }

  std::shared_ptr<Direction> in_, out_;
  bool closed_ = false;
  Socket none_;
};

}  // namespace gfetch::net
