#pragma once
/// Hash functions, whose results are lower-case hexadecimal digits. Only the
/// source file of this header includes OpenSSL's hash functions.
///
///   hex_hash(HashFunction::kMd5, "abc");  // "900150983cd24fb0…"
///
///   Sha256 hash;
///   hash.update("a");
///   hash.update("bc");
///   hash.hex();  // "ba7816bf…"

#include <memory>
#include <string>
#include <string_view>

namespace gfetch::web {

enum class HashFunction { kMd5, kSha256, kSha512t256 };

std::string hex_hash(HashFunction function, std::string_view text);

/// Returns the SHA-256 hash of `bytes` as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// Computes the SHA-256 hash of bytes that arrive in pieces.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::string_view bytes);

  /// Returns the hash of all bytes since the last call, as 64 hexadecimal
  /// digits. The next update() starts a new hash.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gfetch::web
