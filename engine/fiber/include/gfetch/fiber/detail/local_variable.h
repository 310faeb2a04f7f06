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

/// Marks that a fiber calls the initial value of a variable, while the object
/// exists. Any thread may make one.
class Initialising : public ListHook {
 public:
  /// Throws std::logic_error if the running fiber is in `others`, the list of
  /// the variable.
  explicit Initialising(List<Initialising>& others);
  ~Initialising();
  /// Throws std::logic_error if the variable has been destroyed.
  void check_variable() const;
  Initialising(const Initialising&) = delete;
  Initialising& operator=(const Initialising&) = delete;

 private:
  const Serial fiber_;
};

/// Destroys the values in `values`, those of a variable that is being
/// destroyed. Values of other hubs leave the list alone: nobody finds them any
/// more, and their stores destroy them.
void drop_values(List<LocalValue>& values) noexcept;

/// A variable whose current value is in the store that `kStore` returns, that
/// of the running fiber or of its spawn tree. The fibers of several hubs may
/// use it at the same time, each its own value; they may call `initial` at the
/// same time, too.
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
      : initial_(std::make_shared<std::function<T()>>(std::move(initial))) {}
  ~LocalVariable() { drop_values(values_); }
  LocalVariable(const LocalVariable&) = delete;
  LocalVariable& operator=(const LocalVariable&) = delete;

  /// Returns the value of the running fiber, or nullptr if it has none.
  T* find() const {
    auto* value = kStore().find(serial_);
    return value == nullptr ? nullptr : &static_cast<Value*>(value)->value;
  }
  /// Returns the value of the running fiber; initialises it if there is none.
  /// If the initial value blocks and a value was set meanwhile, keeps that.
  /// Throws std::logic_error if the initial value itself calls get(), or if the
  /// variable is destroyed while it blocks.
  T& get() {
    if (T* value = find()) return *value;
    const Initialising mark(initialising_);
    const auto initial = initial_;  // outlives the variable
    T made = (*initial)();
    mark.check_variable();
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
    its.join(values_);
    return its.value;
  }

  const Serial serial_ = next_serial();
  std::shared_ptr<std::function<T()>> initial_;
  List<LocalValue> values_;
  List<Initialising> initialising_;
};

}  // namespace gfetch::detail
