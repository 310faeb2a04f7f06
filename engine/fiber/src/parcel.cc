#include "gfetch/fiber/detail/parcel.h"

#include <stdexcept>
#include <string>

#include "exception_report.h"

namespace gfetch::detail {

void throw_wrong_value(const std::type_info* handed,
                       const std::type_info& expected) {
  throw std::logic_error(
      "a greenlet was handed " +
      (handed == nullptr ? std::string("no value") : type_name(*handed)) +
      " where it expects " + type_name(expected));
}

}  // namespace gfetch::detail
