#pragma once
/// SHA-256 of bytes that stream by.
///
///   Sha256 hash;
///   hash.update("abc");
///   hash.hex();  // "ba7816bf…"

#include <memory>
#include <string>
#include <string_view>

namespace gfetch::web {

class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  /// Never blocks.
  void update(std::string_view bytes);

  /// Of all bytes so far, in 64 digits; begins anew.
  /// Never blocks.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Never blocks.
std::string sha256_hex(std::string_view bytes);

}  // namespace gfetch::web
