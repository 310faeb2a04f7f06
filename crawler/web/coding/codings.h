#pragma once
/// The decoders of the content codings. Each feeds the decoded bytes to the
/// stage `next` and stores its first warning in `warning`; both must outlive
/// the decoder.

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
