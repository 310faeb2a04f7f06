#include "gfetch/http_server/web_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <utility>

#include "connection.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "text.h"
#include "web_socket_frames.h"

namespace gfetch::http {

using server::Connection;
using server::FrameHead;
using server::Opcode;

namespace {

constexpr int kGoingAway = 1001;
constexpr int kProtocolError = 1002;
constexpr int kCut = 1006;
constexpr int kServerError = 1011;
constexpr std::size_t kMostControlBytes = 125;

void require_handshake(const ServerRequest& request, ServerResponse& response) {
  const auto has = [&request](std::string_view name, std::string_view item) {
    return server::list_has(request.header(name).value_or(""), item);
  };
  if (request.method() != "GET" || !request.http_1_1() ||
      !has("Connection", "upgrade") || !has("Upgrade", "websocket") ||
      request.header("Sec-WebSocket-Version") != "13") {
    response.header("Sec-WebSocket-Version", "13");
    throw HttpError(426, "a WebSocket of version 13 is here");
  }
  const auto key =
      server::base64_decoded(request.header("Sec-WebSocket-Key").value_or(""));
  if (!key || key->size() != 16) throw HttpError(400);
}

bool may_connect(const ServerRequest& request,
                 const std::vector<std::string>& origins) {
  const auto origin = request.header("Origin");
  if (!origin) return true;
  if (origins.empty()) {
    const std::size_t mark = origin->find("://");
    return mark != origin->npos &&
           server::equals_without_case(origin->substr(mark + 3),
                                       request.host());
  }
  return std::any_of(
      origins.begin(), origins.end(), [&origin](const std::string& one) {
        return one == "*" || server::equals_without_case(one, *origin);
      });
}

std::string choose_protocol(const ServerRequest& request,
                            const std::vector<std::string>& protocols) {
  const std::string_view offered =
      request.header("Sec-WebSocket-Protocol").value_or("");
  for (const std::string& protocol : protocols) {
    if (server::list_has(offered, protocol)) return protocol;
  }
  return {};
}

std::string close_payload(int code, std::string_view reason) {
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code & 255);
  payload += reason;
  return payload;
}

}  // namespace

class WebSocket::State {
 public:
  State(Connection& connection, WebSocketOptions options, std::string protocol)
      : connection_(connection),
        options_(std::move(options)),
        protocol_(std::move(protocol)),
        assembler_(options_.most_bytes) {}

  std::optional<WebSocketMessage> receive();
  void send(Opcode opcode, std::string_view payload);
  void close(int code, std::string_view reason);
  void close_at_once(int code) noexcept;

  bool open() const noexcept { return code_ == 0; }
  int close_code() const noexcept { return code_; }
  const std::string& protocol() const noexcept { return protocol_; }

 private:
  bool receive_frame_part();
  bool begin_frame();
  bool take_payload();
  bool end_control_frame();
  void on_close_frame();
  void fill();
  void fail(int code);
  void end(int code) noexcept;

  Connection& connection_;
  WebSocketOptions options_;
  std::string protocol_;
  server::MessageAssembler assembler_;
  std::optional<FrameHead> frame_;  // the frame that is being received
  std::size_t taken_ = 0;           // of its payload
  std::string control_;             // the payload of a control frame
  bool complete_ = false;           // a message is
  bool pinged_ = false;             // and no answer yet
  bool receiving_ = false;
  bool peer_done_ = false;  // has closed, or is gone
  bool close_sent_ = false;
  int code_ = 0;
  Semaphore writing_{1};
  Event ended_{"web_socket.close"};
};

void WebSocket::State::end(int code) noexcept {
  if (code_ == 0) code_ = code;
  peer_done_ = true;
  ended_.set();
}

void WebSocket::State::fail(int code) {
  if (code_ == 0) code_ = code;
  send(Opcode::kClose, close_payload(code, {}));
  end(code);
}

void WebSocket::State::send(Opcode opcode, std::string_view payload) {
  const SemaphoreGuard lock(writing_);
  if (close_sent_ || peer_done_) {
    throw net::SocketError(EPIPE, "WebSocket: it is closed");
  }
  if (opcode == Opcode::kClose) close_sent_ = true;
  const std::string head = server::frame_head(opcode, payload.size());
  const std::array<std::string_view, 2> parts = {head, payload};
  connection_.send(parts);
}

// Receives more bytes, and sees to it that a silent client is still there.
void WebSocket::State::fill() {
  net::BufferedReader& reader = connection_.reader();
  try {
    if (reader.fill(options_.ping_after) == 0) end(kCut);
    pinged_ = false;
  } catch (const net::SocketTimeout&) {
    if (std::exchange(pinged_, true)) return end(kCut);
    send(Opcode::kPing, {});
  }
}

bool WebSocket::State::begin_frame() {
  net::BufferedReader& reader = connection_.reader();
  int error = 0;
  auto head = server::parse_frame_head(reader.buffered(), error);
  if (head && !head->is_control()) error = assembler_.begin(*head);
  if (error != 0) {
    fail(error);
    return false;
  }
  if (!head) {
    fill();
    return false;
  }
  reader.consume(head->size);
  frame_ = *head;
  taken_ = 0;
  control_.clear();
  return true;
}

// Takes what has arrived of the payload. Returns true if that was all of it.
bool WebSocket::State::take_payload() {
  net::BufferedReader& reader = connection_.reader();
  const std::size_t left = frame_->length - taken_;
  std::string part(reader.buffered().substr(0, left));
  if (part.empty() && left > 0) {
    fill();
    return false;
  }
  reader.consume(part.size());
  server::unmask(part.data(), part.size(), frame_->mask, taken_);
  taken_ += part.size();
  if (frame_->is_control()) {
    control_ += part;
  } else {
    assembler_.add(part);
  }
  return taken_ == frame_->length;
}

void WebSocket::State::on_close_frame() {
  const auto code = server::close_code_of(control_);
  if (!code) return fail(kProtocolError);
  if (code_ == 0) code_ = *code;
  if (!close_sent_) {
    send(Opcode::kClose,
         *code == 1005 ? std::string() : close_payload(*code, {}));
  }
  end(*code);
}

bool WebSocket::State::end_control_frame() {
  const Opcode opcode = frame_->opcode;
  frame_.reset();
  if (opcode == Opcode::kClose) on_close_frame();
  if (opcode == Opcode::kPing && !close_sent_) send(Opcode::kPong, control_);
  return false;
}

// Returns true when a message is complete.
bool WebSocket::State::receive_frame_part() {
  if (!frame_ && !begin_frame()) return false;
  if (!take_payload()) return false;
  if (frame_->is_control()) return end_control_frame();
  frame_.reset();
  int error = 0;
  const bool complete = assembler_.end(error);
  if (error != 0) {
    fail(error);
    return false;
  }
  return complete;
}

std::optional<WebSocketMessage> WebSocket::State::receive() {
  if (receiving_) {
    throw net::ConcurrentUse("WebSocket: another fiber receives");
  }
  struct Flag {
    bool& flag;
    ~Flag() { flag = false; }
  } const flag{receiving_};
  receiving_ = true;
  try {
    while (!peer_done_) {
      if (receive_frame_part()) {
        return WebSocketMessage{assembler_.text(), assembler_.take()};
      }
    }
  } catch (const net::SocketError&) {
    end(kCut);
  }
  return std::nullopt;
}

void WebSocket::State::close(int code, std::string_view reason) {
  if (!server::may_send_code(code) || reason.size() > kMostControlBytes - 2) {
    throw std::invalid_argument("WebSocket: a code or reason for close()");
  }
  if (close_sent_ || peer_done_) return;
  if (code_ == 0) code_ = code;
  try {
    send(Opcode::kClose, close_payload(code, reason));
  } catch (const net::SocketError&) {
    return end(kCut);
  }
  if (receiving_) {
    [[maybe_unused]] const bool answered = ended_.wait(options_.close_limit);
    return;
  }
  with_timeout(options_.close_limit, [this] {
    while (receive()) {
    }
  });
}

void WebSocket::State::close_at_once(int code) noexcept {
  // Behind a part of a message, the frame would be taken for the rest of it.
  if (close_sent_ || peer_done_ || connection_.broken()) return;
  try {
    const KillShield shield;
    const std::string frame =
        server::frame_head(Opcode::kClose, 2) + close_payload(code, {});
    close_sent_ = true;
    if (writing_.try_acquire()) {
      connection_.stream().send_all(frame, std::chrono::seconds(0));
    }
  } catch (...) {
    // The client finds the connection closed without it.
  }
}

WebSocket::WebSocket(ServerRequest& request, ServerResponse& response,
                     WebSocketOptions options) {
  response.require_unsent();
  require_handshake(request, response);
  if (!may_connect(request, options.origins)) throw HttpError(403);
  std::string protocol = choose_protocol(request, options.protocols);
  std::string head =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Accept: ";
  head += server::accept_key(*request.header("Sec-WebSocket-Key"));
  if (!protocol.empty()) head += "\r\nSec-WebSocket-Protocol: " + protocol;
  head += "\r\n" + response.fields_ + "\r\n";
  Connection& connection = request.connection_;
  state_ = std::make_unique<State>(connection, std::move(options),
                                   std::move(protocol));
  connection.end_watch();
  connection.upgrade();
  response.status_ = 101;
  response.head_sent_ = true;
  const std::string_view part = head;
  connection.send({&part, 1});
}

WebSocket::~WebSocket() {
  state_->close_at_once(std::uncaught_exceptions() > 0 ? kServerError
                                                       : kGoingAway);
}

std::optional<WebSocketMessage> WebSocket::receive() {
  return state_->receive();
}

void WebSocket::send(std::string_view text) {
  state_->send(Opcode::kText, text);
}

void WebSocket::send_binary(std::string_view data) {
  state_->send(Opcode::kBinary, data);
}

void WebSocket::ping(std::string_view data) {
  if (data.size() > kMostControlBytes) {
    throw std::invalid_argument("WebSocket: a ping has at most 125 bytes");
  }
  state_->send(Opcode::kPing, data);
}

void WebSocket::close(int code, std::string_view reason) {
  state_->close(code, reason);
}

bool WebSocket::open() const noexcept {
  return state_->open();
}

int WebSocket::close_code() const noexcept {
  return state_->close_code();
}

std::string_view WebSocket::protocol() const noexcept {
  return state_->protocol();
}

}  // namespace gfetch::http
