#include "public_suffix.h"

#include <libpsl.h>

namespace gfetch::detail {

bool is_public_suffix(const std::string& domain) {
  // The list of this system, or the one built into the library if it is newer.
  static const psl_ctx_t* const list = psl_latest(nullptr);
  // Without any list every domain of one label is one.
  if (list == nullptr) return domain.find('.') == std::string::npos;
  return psl_is_public_suffix2(list, domain.c_str(), PSL_TYPE_ANY) != 0;
}

}  // namespace gfetch::detail
