// Fuzzes srcset and refresh: the images of any srcset are views of the
// attribute, in their order and without whitespace, and the target of any
// refresh is a view of the text.
#include <string_view>

#include "crawler/web/html/refresh.h"
#include "crawler/web/html/srcset.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using gfetch::fuzz::require;
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  const char* at = text.data();
  for (const auto image : gfetch::web::images_in_srcset(text)) {
    require(!image.empty() && image.data() >= at);
    require(image.find_first_of(" \t\n\f\r") == image.npos);
    require(!image.starts_with(',') && !image.ends_with(','));
    at = image.data() + image.size();
    require(at <= text.data() + text.size());
  }
  const auto target = gfetch::web::refresh_target(text);
  if (target && !target->empty()) {
    require(target->data() >= text.data());
    require(target->data() + target->size() <= text.data() + text.size());
  }
  return 0;
}
