#include "report/check/anchor.h"

#include "gfetch/web/url.h"
#include "web/text/text.h"
#include "web/text/utf8.h"

namespace gfetch::report {

IndicatedPart indicated_part(std::string_view fragment) {
  // A fragment directive such as `:~:text=…` is for the browser; it is no
  // anchor name.
  constexpr std::string_view kDirective = ":~:";
  IndicatedPart part;
  part.written = fragment.substr(0, fragment.find(kDirective));
  part.decoded = web::to_valid_utf8(web::percent_decode(part.written));
  part.top =
      part.written.empty() || web::equal_without_case(part.decoded, "top");
  return part;
}

}  // namespace gfetch::report
