#pragma once
/// Variables with a value for each fiber, or for each tree of fibers: where
/// the values lie, and how the variable finds its own.

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

class LocalStore;

/// One variable's value in one store, and in the variable's list of values.
/// Dies with whichever of the two ends first.
class LocalValue : public ListHook {
 public:
  LocalValue(const void* its_variable, LocalStore& its_store) noexcept
      : variable(its_variable), store(its_store) {}
  virtual ~LocalValue() = default;

  const void* const variable;
  LocalStore& store;
};

/// The values that one fiber, or one tree, has.
class LocalStore {
 public:
  LocalStore() = default;
  LocalStore(const LocalStore&) = delete;
  LocalStore& operator=(const LocalStore&) = delete;
  ~LocalStore() { clear(); }

  /// nullptr when there is none.
  LocalValue* find(const void* variable) const noexcept;
  void add(std::unique_ptr<LocalValue> value);
  void drop(const void* variable) noexcept;
  void clear() noexcept;

 private:
  std::vector<std::unique_ptr<LocalValue>> values_;
};

/// The store of the running fiber, and that of its tree.
LocalStore& fiber_locals();
LocalStore& spawn_tree_locals();

/// A variable whose values lie in what `kStore` gives.
template <class T, LocalStore& (*kStore)()>
class LocalVariable {
 public:
  /// Where there is no value yet, asking makes a default one.
  LocalVariable() requires std::is_default_constructible_v<T>
      : LocalVariable([] { return T(); }) {}
  /// The same, with what `initial` returns.
  explicit LocalVariable(std::function<T()> initial)
      : initial_(std::move(initial)) {}
  ~LocalVariable() {
    while (!values_.empty()) values_.front().store.drop(this);
  }
  LocalVariable(const LocalVariable&) = delete;
  LocalVariable& operator=(const LocalVariable&) = delete;

  /// The value here, or nullptr when there is none.
  /// Never blocks.
  T* find() const {
    auto* value = kStore().find(this);
    return value == nullptr ? nullptr : &static_cast<Value*>(value)->value;
  }
  /// The value here, made if there is none.
  /// Never blocks.
  T& get() {
    if (T* value = find()) return *value;
    return add(initial_());
  }
  T& operator*() { return get(); }
  T* operator->() { return &get(); }

  /// Never blocks.
  void set(T value) {
    if (T* old = find()) {
      *old = std::move(value);
    } else {
      add(std::move(value));
    }
  }
  /// There is no value here any more.
  /// Never blocks.
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
