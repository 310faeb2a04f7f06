#pragma once
/// A value, or the error because of which there is none. All errors that a
/// peer, a file or a user can cause are returned as a Result; exceptions are
/// for bugs, for kills of fibers and for timeouts.
///
///   gfetch::Result<gfetch::net::IpAddress> address = public_address(text);
///   if (!address) return address.error();
///   connect_to(*address);
///
/// C++23's std::expected can replace Result once the project uses C++23.

#include <cassert>
#include <utility>
#include <variant>

#include "gfetch/net/error.h"

namespace gfetch {

/// The value of a successful operation, or the error of a failed one.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// Returns the value of the result. Requires that ok() is true.
  T& value() & {
    assert(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(std::get<0>(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Returns the error of the result. Requires that ok() is false.
  E& error() & {
    assert(!ok());
    return std::get<1>(state_);
  }
  const E& error() const& {
    assert(!ok());
    return std::get<1>(state_);
  }
  E&& error() && {
    assert(!ok());
    return std::move(std::get<1>(state_));
  }

 private:
  std::variant<T, E> state_;
};

/// The result of an operation that returns no value: success or an error.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  using value_type = void;
  using error_type = E;

  Result() = default;
  Result(E error) : state_(std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// Returns the error of the result. Requires that ok() is false.
  const E& error() const& {
    assert(!ok());
    return std::get<1>(state_);
  }
  E&& error() && {
    assert(!ok());
    return std::move(std::get<1>(state_));
  }

 private:
  std::variant<std::monostate, E> state_;
};

}  // namespace gfetch
