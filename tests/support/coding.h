#pragma once
/// Encodes bodies in content codings by the compression libraries, as a server
/// does.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::test {

std::string gzip(std::string_view text);
/// Compresses `text` as `deflate` with the zlib header, by RFC 9110.
std::string zlib_deflate(std::string_view text);
/// Compresses `text` as `deflate` without the zlib header, as some servers do.
std::string raw_deflate(std::string_view text);
std::string brotli(std::string_view text);
std::string zstd(std::string_view text);

/// Returns `bytes` zero bytes, compressed by gzip.
std::string gzip_of_zeros(std::size_t bytes);
std::string brotli_of_zeros(std::size_t bytes);
std::string zstd_of_zeros(std::size_t bytes);

/// Decodes a base64 text.
std::string base64_decoded(std::string_view text);

}  // namespace gfetch::test
