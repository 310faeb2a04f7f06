#pragma once
/// The value that travels with a switch from one greenlet to another.

#include <concepts>
#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace gfetch::detail {

[[noreturn]] void throw_wrong_value(const std::type_info* handed,
                                    const std::type_info& expected);

/// One value of any type, or none.
class Parcel {
 public:
  Parcel() = default;
  template <class T>
  requires(!std::same_as<T, Parcel>) explicit Parcel(T value)
      : value_(std::make_shared<T>(std::move(value))), type_(&typeid(T)) {}

  /// Takes the value out, which must be a T exactly; void drops any value.
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
