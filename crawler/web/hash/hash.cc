#include "web/hash/hash.h"

#include <openssl/evp.h>

#include <array>
#include <new>
#include <stdexcept>

namespace gfetch::web {
namespace {

const EVP_MD* algorithm_of(HashFunction function) {
  switch (function) {
    case HashFunction::kMd5:
      return EVP_md5();
    case HashFunction::kSha256:
      return EVP_sha256();
    case HashFunction::kSha512t256:
      return EVP_sha512_256();
  }
  return nullptr;
}

class StreamHash {
 public:
  explicit StreamHash(HashFunction function)
      : algorithm_(algorithm_of(function)), context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr) throw std::bad_alloc();
    begin();
  }
  ~StreamHash() { EVP_MD_CTX_free(context_); }
  StreamHash(const StreamHash&) = delete;
  StreamHash& operator=(const StreamHash&) = delete;

  void update(std::string_view bytes) {
    EVP_DigestUpdate(context_, bytes.data(), bytes.size());
  }

  /// Returns the hash of all bytes so far in hexadecimal digits, and starts a
  /// new hash.
  std::string hex() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_, digest.data(), &size);
    begin();
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
      text += kDigits[digest.at(i) >> 4];
      text += kDigits[digest.at(i) & 0xF];
    }
    return text;
  }

 private:
  void begin() {
    if (EVP_DigestInit_ex(context_, algorithm_, nullptr) != 1) {
      throw std::runtime_error("OpenSSL lacks a hash function");
    }
  }

  const EVP_MD* algorithm_;
  EVP_MD_CTX* context_;
};

}  // namespace

std::string hex_hash(HashFunction function, std::string_view text) {
  StreamHash hash(function);
  hash.update(text);
  return hash.hex();
}

struct Sha256::State {
  StreamHash hash{HashFunction::kSha256};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  state_->hash.update(bytes);
}

std::string Sha256::hex() {
  return state_->hash.hex();
}

std::string sha256_hex(std::string_view bytes) {
  return hex_hash(HashFunction::kSha256, bytes);
}

}  // namespace gfetch::web
