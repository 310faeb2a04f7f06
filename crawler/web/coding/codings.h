#pragma once
/// The content codings, each a stage that undoes itself. `next` and `warning`
/// must outlive it.

#include <memory>
#include <string_view>

#include "web/coding/byte_sink.h"

namespace gfetch::web {

std::unique_ptr<ByteSink> undo_gzip(ByteSink& next, std::string_view& warning);
std::unique_ptr<ByteSink> undo_deflate(ByteSink& next,
                                       std::string_view& warning);
std::unique_ptr<ByteSink> undo_brotli(ByteSink& next,
                                      std::string_view& warning);
std::unique_ptr<ByteSink> undo_zstd(ByteSink& next, std::string_view& warning);

}  // namespace gfetch::web
