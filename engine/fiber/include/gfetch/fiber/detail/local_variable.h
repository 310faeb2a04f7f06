#pragma once
/// Variables with a separate value for each fiber or for each spawn tree.

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/local_store.h"
#include "gfetch/fiber/detail/serial.h"

namespace gfetch::detail {

/// Return the store of the running fiber, and the store of its spawn tree.
LocalStore& fiber_locals();
LocalStore& spawn_tree_locals();
/// Returns the serial number of the running fiber, or of the hub itself.
Serial running_serial() noexcept;
[[noreturn]] void throw_initial_value_uses_itself();

/// A variable whose current value is in the store that `kStore` returns, that
/// of the running fiber or of its spawn tree.
template <class T, LocalStore& (*kStore)()>
class LocalVariable {
 public:
  /// Constructs a variable whose values are initialised by their default
  /// constructor.
  LocalVariable() requires std::is_default_constructible_v<T>
      : LocalVariable([] { return T(); }) {}
  /// Constructs a variable whose values are initialised by the result of
  /// `initial`.
  explicit LocalVariable(std::function<T()> initial)
      : initial_(std::move(initial)) {}
  ~LocalVariable() {
    while (!values_.empty()) values_.front().store.drop(serial_);
  }
  LocalVariable(const LocalVariable&) = delete;
  LocalVariable& operator=(const LocalVariable&) = delete;

  /// Returns the value of the running fiber, or nullptr if it has none.
  T* find() const {
    auto* value = kStore().find(serial_);
    return value == nullptr ? nullptr : &static_cast<Value*>(value)->value;
  }
  /// Returns the value of the running fiber; initialises it if there is none.
  /// If the initial value blocks and a value was set meanwhile, keeps that.
  /// Throws std::logic_error if the initial value itself calls get().
  T& get() {
    if (T* value = find()) return *value;
    const Initialising mark(*this);
    T made = initial_();
    T* meanwhile = find();
    return meanwhile != nullptr ? *meanwhile : add(std::move(made));
  }
  T& operator*() { return get(); }
  T* operator->() { return &get(); }

  /// Sets the value of the running fiber.
  void set(T value) {
    if (T* old = find()) {
      *old = std::move(value);
    } else {
      add(std::move(value));
    }
  }
  /// Destroys the value of the running fiber, if there is one.
  void reset() { kStore().drop(serial_); }

 private:
  /// Marks that the running fiber calls `initial_`.
  struct Initialising : ListHook {
    explicit Initialising(LocalVariable& variable) {
      auto& others = variable.initialising_;
      for (auto* other = others.first(); other != nullptr;
           other = others.after(*other)) {
        if (other->fiber == fiber) throw_initial_value_uses_itself();
      }
      others.push_back(*this);
    }
    const Serial fiber = running_serial();
  };

  struct Value final : LocalValue {
    Value(Serial its_variable, LocalStore& its_store, T its_value)
        : LocalValue(its_variable, its_store), value(std::move(its_value)) {}
    ~Value() override {
      if (!abandoned) value.~T();
    }
    void abandon() noexcept override { abandoned = true; }

    union {
      T value;
    };
    bool abandoned = false;
  };

  T& add(T value) {
    LocalStore& store = kStore();
    auto made = std::make_unique<Value>(serial_, store, std::move(value));
    Value& its = *made;
    store.add(std::move(made));
    values_.push_back(its);
    return its.value;
  }

  const Serial serial_ = next_serial();
  std::function<T()> initial_;
  List<LocalValue> values_;
  List<Initialising> initialising_;
};

}  // namespace gfetch::detail
