#include "web_socket_frames.h"

#include <utility>

#include "sha1.h"
#include "text.h"

namespace gfetch::http::server {

namespace {

constexpr int kProtocolError = 1002;
constexpr int kBadText = 1007;
constexpr int kTooBig = 1009;
constexpr std::size_t kMostControlBytes = 125;

std::uint64_t big_endian(std::string_view bytes) noexcept {
  std::uint64_t number = 0;
  for (const char c : bytes) {
    number = number << 8 | static_cast<unsigned char>(c);
  }
  return number;
}

bool is_known(unsigned opcode) noexcept {
  return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

// The number of bytes that tell the length, behind the first two.
std::size_t length_bytes(unsigned short_length) noexcept {
  if (short_length < 126) return 0;
  return short_length == 126 ? 2 : 8;
}

// A length in a longer form than it needs is an error (RFC 6455, 5.2).
bool is_shortest(std::uint64_t length, std::size_t bytes) noexcept {
  if (bytes == 2) return length >= 126;
  return bytes == 0 || (length > 0xffff && length >> 63 == 0);
}

}  // namespace

std::optional<FrameHead> parse_frame_head(std::string_view bytes, int& error) {
  if (bytes.size() < 2) return std::nullopt;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  FrameHead head;
  head.final = (first & 0x80) != 0;
  head.opcode = static_cast<Opcode>(first & 0x0f);
  const unsigned short_length = second & 0x7f;
  // No extension was agreed on, and a client must mask.
  if ((first & 0x70) != 0 || !is_known(first & 0x0f) || (second & 0x80) == 0 ||
      (head.is_control() &&
       (!head.final || short_length > kMostControlBytes))) {
    error = kProtocolError;
    return std::nullopt;
  }
  const std::size_t extended = length_bytes(short_length);
  head.size = 2 + extended + head.mask.size();
  if (bytes.size() < head.size) return std::nullopt;
  head.length =
      extended == 0 ? short_length : big_endian(bytes.substr(2, extended));
  if (!is_shortest(head.length, extended)) {
    error = kProtocolError;
    return std::nullopt;
  }
  bytes.substr(2 + extended).copy(head.mask.data(), head.mask.size());
  return head;
}

void unmask(char* payload, std::size_t size, const std::array<char, 4>& mask,
            std::size_t offset) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    payload[i] = static_cast<char>(payload[i] ^ mask[(offset + i) % 4]);
  }
}

std::string frame_head(Opcode opcode, std::size_t length) {
  std::string head;
  head += static_cast<char>(0x80U | static_cast<unsigned>(opcode));
  int shift = -8;
  if (length < 126) {
    head += static_cast<char>(length);
  } else if (length <= 0xffff) {
    head += static_cast<char>(126);
    shift = 8;
  } else {
    head += static_cast<char>(127);
    shift = 56;
  }
  for (; shift >= 0; shift -= 8) {
    head += static_cast<char>(std::uint64_t{length} >> shift & 255);
  }
  return head;
}

int MessageAssembler::begin(const FrameHead& head) {
  const bool continues = head.opcode == Opcode::kContinuation;
  if (continues != within_) return kProtocolError;
  if (head.length > most_ || data_.size() > most_ - head.length) {
    return kTooBig;
  }
  if (!continues) text_ = head.opcode == Opcode::kText;
  final_ = head.final;
  within_ = true;
  return 0;
}

bool MessageAssembler::end(int& error) {
  if (!final_) return false;
  within_ = false;
  if (text_ && !is_utf8(data_)) error = kBadText;
  return true;
}

std::string MessageAssembler::take() noexcept {
  return std::exchange(data_, {});
}

bool may_send_code(int code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

std::optional<int> close_code_of(std::string_view payload) {
  if (payload.empty()) return 1005;
  if (payload.size() < 2) return std::nullopt;
  const int code = static_cast<int>(big_endian(payload.substr(0, 2)));
  if (!may_send_code(code) || !is_utf8(payload.substr(2))) return std::nullopt;
  return code;
}

std::string accept_key(std::string_view key) {
  std::string text(key);
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  return base64_encoded(sha1(text));
}

}  // namespace gfetch::http::server
