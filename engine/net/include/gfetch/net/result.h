#pragma once
/// A value or the error that stands in its place. Exceptions are for bugs and
/// for kills; whatever a peer, a file or a user can cause is a Result.
///
///   gfetch::Result<gfetch::net::IpAddress> address = public_address(text);
///   if (!address) return address.error();
///   connect_to(*address);
///
/// C++23's std::expected replaces it the day both compilers have it.

#include <cassert>
#include <utility>
#include <variant>

#include "gfetch/net/error.h"

namespace gfetch {

template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// The value. Requires ok().
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

  /// The error. Requires !ok().
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

/// The result of an operation that leaves nothing behind but its effect.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  using value_type = void;
  using error_type = E;

  Result() = default;
  Result(E error) : state_(std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// The error. Requires !ok().
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
