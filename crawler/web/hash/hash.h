#pragma once
/// Hashes of whole texts, in hexadecimal. (`sha256.h` is for what streams.)

#include <string>
#include <string_view>

namespace gfetch::web {

enum class HashFunction { kMd5, kSha256, kSha512t256 };

/// Never blocks.
std::string hex_hash(HashFunction function, std::string_view text);

}  // namespace gfetch::web
