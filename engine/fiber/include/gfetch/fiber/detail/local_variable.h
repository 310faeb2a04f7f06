#pragma once
/// Variables with a value for each fiber, or for each tree of fibers.

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/local_store.h"

namespace gfetch::detail {

/// The store of the running fiber, and the store of its tree.
LocalStore& fiber_locals();
LocalStore& spawn_tree_locals();

/// A variable whose value is in the store that `kStore` returns.
template <class T, LocalStore& (*kStore)()>
class LocalVariable {
 public:
  /// Makes a default value where there is none yet.
  LocalVariable() requires std::is_default_constructible_v<T>
      : LocalVariable([] { return T(); }) {}
  /// Makes the value that `initial` returns where there is none yet.
  explicit LocalVariable(std::function<T()> initial)
      : initial_(std::move(initial)) {}
  ~LocalVariable() {
    while (!values_.empty()) values_.front().store.drop(this);
  }
  LocalVariable(const LocalVariable&) = delete;
  LocalVariable& operator=(const LocalVariable&) = delete;

  /// The value here, or nullptr when there is none.
  T* find() const {
    auto* value = kStore().find(this);
    return value == nullptr ? nullptr : &static_cast<Value*>(value)->value;
  }
  /// The value here, made if there is none.
  T& get() {
    if (T* value = find()) return *value;
    return add(initial_());
  }
  T& operator*() { return get(); }
  T* operator->() { return &get(); }

  /// Sets the value here.
  void set(T value) {
    if (T* old = find()) {
      *old = std::move(value);
    } else {
      add(std::move(value));
    }
  }
  /// Destroys the value here, if there is one.
  void reset() { kStore().drop(this); }

 private:
  struct Value final : LocalValue {
    Value(const LocalVariable* its_variable, LocalStore& its_store, T its_value)
        : LocalValue(its_variable, its_store), value(std::move(its_value)) {}
    T value;
  };

  T& add(T value) {
    LocalStore& store = kStore();
    auto made = std::make_unique<Value>(this, store, std::move(value));
    Value& its = *made;
    store.add(std::move(made));
    values_.push_back(its);
    return its.value;
  }

  std::function<T()> initial_;
  List<LocalValue> values_;
};

}  // namespace gfetch::detail
