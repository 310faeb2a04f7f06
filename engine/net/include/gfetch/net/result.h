#pragma once
/// A value, or the error because of which there is none. All errors that a
/// peer, a file or a user can cause are returned as a Result; exceptions are
/// for bugs, for kills of fibers and for timeouts.
///
///   gfetch::Result<gfetch::net::IpAddress> address = public_address(text);
///   if (!address) return address.error();
///   connect_to(*address);
///
/// Results can be chained; an error passes through to the end of the chain:
///
///   std::string shown = public_address(text)
///                           .and_then(name_of_address)  // may fail, too
///                           .transform(in_brackets)     // cannot fail
///                           .value_or("(unknown)");
///
/// C++23's std::expected can replace Result once the project uses C++23.

#include <cassert>
#include <functional>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/net/error.h"

namespace gfetch {

template <class T, class E = Error>
class Result;

namespace detail {

/// Calls `f` and returns its value as a Result, also if it returns void.
template <class E, class F, class... Args>
auto result_of(F&& f, Args&&... args) {
  using U = std::invoke_result_t<F, Args...>;
  if constexpr (std::is_void_v<U>) {
    std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    return Result<void, E>();
  } else {
    return Result<std::remove_cvref_t<U>, E>(
        std::invoke(std::forward<F>(f), std::forward<Args>(args)...));
  }
}

}  // namespace detail

/// The value of a successful operation, or the error of a failed one.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T&& value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(const T& value) : state_(std::in_place_index<0>, value) {}
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
  /// Returns the value, or `fallback` if there is an error.
  template <class U>
  T value_or(U&& fallback) const& {
    return ok() ? value() : static_cast<T>(std::forward<U>(fallback));
  }
  template <class U>
  T value_or(U&& fallback) && {
    return ok() ? std::move(*this).value()
                : static_cast<T>(std::forward<U>(fallback));
  }

  /// Returns f(value), which is a Result with the same type of error. Without
  /// a value does not call `f`, and returns the error.
  template <class F>
  auto and_then(F&& f) const& -> std::invoke_result_t<F, const T&> {
    if (!ok()) return error();
    return std::invoke(std::forward<F>(f), value());
  }
  template <class F>
  auto and_then(F&& f) && -> std::invoke_result_t<F, T&&> {
    if (!ok()) return std::move(*this).error();
    return std::invoke(std::forward<F>(f), std::move(*this).value());
  }

  /// Returns f(value), which is any value or void, as a Result. Without a value
  /// does not call `f`, and returns the error.
  template <class F>
  auto transform(F&& f) const& {
    using To = decltype(detail::result_of<E>(std::forward<F>(f), value()));
    if (!ok()) return To(error());
    return detail::result_of<E>(std::forward<F>(f), value());
  }
  template <class F>
  auto transform(F&& f) && {
    using To = decltype(detail::result_of<E>(std::forward<F>(f),
                                             std::move(*this).value()));
    if (!ok()) return To(std::move(*this).error());
    return detail::result_of<E>(std::forward<F>(f), std::move(*this).value());
  }

  /// Returns f(error), which is a Result<T>, such as that of a second attempt.
  /// Without an error does not call `f`, and returns the value.
  template <class F>
  Result or_else(F&& f) const& {
    if (ok()) return *this;
    return std::invoke(std::forward<F>(f), error());
  }
  template <class F>
  Result or_else(F&& f) && {
    if (ok()) return std::move(*this);
    return std::invoke(std::forward<F>(f), std::move(*this).error());
  }

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

  /// Return as the functions of the same names of a Result with a value do;
  /// and_then() and transform() call `f` without an argument.
  template <class F>
  auto and_then(F&& f) const -> std::invoke_result_t<F> {
    if (!ok()) return error();
    return std::invoke(std::forward<F>(f));
  }
  template <class F>
  auto transform(F&& f) const {
    using To = decltype(detail::result_of<E>(std::forward<F>(f)));
    if (!ok()) return To(error());
    return detail::result_of<E>(std::forward<F>(f));
  }
  template <class F>
  Result or_else(F&& f) const {
    if (ok()) return {};
    return std::invoke(std::forward<F>(f), error());
  }

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
