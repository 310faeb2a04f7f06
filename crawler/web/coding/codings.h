#pragma once
/// The decoders of content codings. Each feeds decoded bytes to `next` and
/// stores its first warning in `warning`; both must outlive it.

#include <memory>
#include <string_view>

#include "web/coding/byte_sink.h"

namespace gfetch::web {

std::unique_ptr<ByteSink> decode_gzip(ByteSink& next,
                                      std::string_view& warning);
std::unique_ptr<ByteSink> decode_deflate(ByteSink& next,
                                         std::string_view& warning);
std::unique_ptr<ByteSink> decode_brotli(ByteSink& next,
                                        std::string_view& warning);
std::unique_ptr<ByteSink> decode_zstd(ByteSink& next,
                                      std::string_view& warning);

}  // namespace gfetch::web
