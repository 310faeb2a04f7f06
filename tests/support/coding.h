#pragma once
/// Content codings, done by the libraries themselves: what a server would send.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::test {

std::string gzip(std::string_view text);
std::string zlib_deflate(std::string_view text);  ///< what `deflate` means
std::string raw_deflate(std::string_view text);   ///< what some servers send
std::string brotli(std::string_view text);
std::string zstd(std::string_view text);

/// That many zeros, compressed.
std::string gzip_of_zeros(std::size_t bytes);
std::string brotli_of_zeros(std::size_t bytes);
std::string zstd_of_zeros(std::size_t bytes);

/// What `text` stands for in base64.
std::string base64_decoded(std::string_view text);

}  // namespace gfetch::test
