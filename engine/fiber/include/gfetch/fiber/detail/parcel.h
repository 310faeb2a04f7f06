#pragma once
/// The value that one greenlet passes to another by a switch.

#include <concepts>
#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "gfetch/fiber/detail/language.h"

namespace gfetch::detail {

[[noreturn]] void throw_wrong_value(const std::type_info* handed,
                                    const std::type_info& expected);

/// A container of one value of any type, or of none.
class Parcel {
 public:
  Parcel() = default;
  template <class T>
  requires(!std::same_as<T, Parcel>) explicit Parcel(T value)
      : value_(std::make_shared<T>(std::move(value))), type_(&typeid(T)) {}

  bool empty() const noexcept { return type_ == nullptr; }

  /// Moves the value out. Its type must be exactly T; if T is void, the value
  /// is dropped.
  template <class T>
  T unpack() {
    if constexpr (!std::is_void_v<T>) {
      if (type_ == nullptr || *type_ != typeid(T)) {
        throw_wrong_value(type_, typeid(T));
      }
      return std::move(*static_cast<T*>(value_.get()));
    }
  }

 private:
  std::shared_ptr<void> value_;
  const std::type_info* type_ = nullptr;
};

}  // namespace gfetch::detail
