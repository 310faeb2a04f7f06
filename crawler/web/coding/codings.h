#pragma once
/// The decoders of the content codings.

#include <memory>

#include "web/coding/stage.h"

namespace gfetch::web {

std::unique_ptr<ByteSink> decode_gzip(Stage stage);
std::unique_ptr<ByteSink> decode_deflate(Stage stage);
std::unique_ptr<ByteSink> decode_brotli(Stage stage);
std::unique_ptr<ByteSink> decode_zstd(Stage stage);

}  // namespace gfetch::web
