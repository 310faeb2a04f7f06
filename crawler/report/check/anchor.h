#pragma once
/// What a fragment names in a page.

#include <string>
#include <string_view>

namespace gfetch::report {

/// What `fragment`, without its `#`, asks a page for, as the HTML Standard
/// finds "the indicated part": either spelling of a name does.
struct IndicatedPart {
  bool top = false;     ///< the page itself: there is nothing to look for
  std::string written;  ///< the name as it stands in the URL
  std::string decoded;  ///< and with its percent-escapes undone, in UTF-8
};

IndicatedPart indicated_part(std::string_view fragment);

}  // namespace gfetch::report
