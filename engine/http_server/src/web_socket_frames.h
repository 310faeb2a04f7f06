#pragma once
/// The frames of WebSocket (RFC 6455, 5), without a connection.
///
/// Not Boost.Beast's stream: it answers pings and closes itself while it reads,
/// and so would write while another fiber does.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::http::server {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

/// The head of a frame that a client sent.
struct FrameHead {
  Opcode opcode = Opcode::kText;
  bool final = true;
  std::uint64_t length = 0;  ///< of the payload
  std::array<char, 4> mask = {};
  std::size_t size = 0;  ///< of the head itself

  bool is_control() const noexcept {
    return static_cast<std::uint8_t>(opcode) >= 8;
  }
};

/// Parses the head of a client's frame from the bytes that have arrived.
/// Returns nullopt while it is not complete, and sets `error` to a close code
/// (1002) if the frame breaks a rule.
std::optional<FrameHead> parse_frame_head(std::string_view bytes, int& error);

/// Takes the mask off a payload, of which `offset` bytes came before.
void unmask(char* payload, std::size_t size, const std::array<char, 4>& mask,
            std::size_t offset) noexcept;

/// Returns the head of a frame of a server, which is final and not masked.
std::string frame_head(Opcode opcode, std::size_t length);

/// Puts the frames of messages together.
class MessageAssembler {
 public:
  explicit MessageAssembler(std::size_t most_bytes) : most_(most_bytes) {}

  /// Takes the head of a data frame. Returns 0, or the code to close with.
  int begin(const FrameHead& head);
  /// Takes a part of the frame's payload, unmasked.
  void add(std::string_view payload) { data_ += payload; }
  /// True if the frame that has ended was the last of its message. Sets `error`
  /// to 1007 if that is text, and no UTF-8.
  bool end(int& error);

  bool text() const noexcept { return text_; }
  std::string take() noexcept;

 private:
  std::size_t most_;
  std::string data_;
  bool text_ = true;
  bool within_ = false;  // fragments are missing
  bool final_ = true;
};

/// The code and the reason of a close frame. An empty payload has the code
/// 1005. Returns nullopt if it breaks a rule (RFC 6455, 5.5.1 and 7.4.1).
std::optional<int> close_code_of(std::string_view payload);
/// True if an endpoint may send the code.
bool may_send_code(int code) noexcept;

/// Returns the value of Sec-WebSocket-Accept for a key (RFC 6455, 4.2.2).
std::string accept_key(std::string_view key);

}  // namespace gfetch::http::server
