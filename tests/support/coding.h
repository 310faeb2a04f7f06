#pragma once
/// Encodes bodies in content codings by the libraries themselves, as a server
/// does.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::test {

std::string gzip(std::string_view text);
std::string zlib_deflate(std::string_view text);  ///< `deflate` by RFC 9110
std::string raw_deflate(std::string_view text);   ///< `deflate` of some servers
std::string brotli(std::string_view text);
std::string zstd(std::string_view text);

/// Compresses the given number of zero bytes.
std::string gzip_of_zeros(std::size_t bytes);
std::string brotli_of_zeros(std::size_t bytes);
std::string zstd_of_zeros(std::size_t bytes);

/// Decodes a base64 text.
std::string base64_decoded(std::string_view text);

}  // namespace gfetch::test
