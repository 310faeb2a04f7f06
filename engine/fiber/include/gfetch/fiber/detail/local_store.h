#pragma once
/// The values of fiber-local variables in one fiber, or of variables shared by
/// one spawn tree.

#include <memory>
#include <vector>

#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/language.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/serial.h"

namespace gfetch::detail {

class LocalStore;

/// The value of one variable in one store. The list hook links it into the
/// variable's list of its values, which the fibers of several hubs share. It is
/// destroyed together with the store or the variable, whichever is destroyed
/// first; but only its hub destroys it, so that a value of another hub than the
/// one that destroys the variable lives until its store ends.
class LocalValue : public ListHook {
 public:
  LocalValue(Serial its_variable, LocalStore& its_store) noexcept
      : variable(its_variable), store(its_store), hub(Home::here()) {}
  virtual ~LocalValue() = default;
  /// Makes the destructor leave the value undestroyed.
  virtual void abandon() noexcept = 0;

  /// Add the value to the list `values` of its variable, and remove it. Any
  /// thread may call them.
  void join(List<LocalValue>& values) noexcept;
  void leave() noexcept;

  const Serial variable;
  LocalStore& store;
  const Serial hub;  // the hub of the store's fibers
};

class LocalStore {
 public:
  LocalStore() = default;
  LocalStore(const LocalStore&) = delete;
  LocalStore& operator=(const LocalStore&) = delete;
  ~LocalStore() { clear(); }

  /// Returns the value of `variable`, or nullptr.
  LocalValue* find(Serial variable) const noexcept;
  void add(std::unique_ptr<LocalValue> value);
  void drop(Serial variable) noexcept;
  bool empty() const noexcept { return values_.empty(); }
  /// The number of rounds in which values are destroyed, as in POSIX
  /// (PTHREAD_DESTRUCTOR_ITERATIONS): the destructor of a value may create new
  /// values, which are destroyed in the next round.
  static constexpr int kRounds = 4;
  /// Destroys the present values, one by one: the destructor of a value may use
  /// other values, and create new ones.
  void clear_once() noexcept;
  /// Reports the values that are left after all rounds, and frees them without
  /// a call of their destructors.
  void abandon() noexcept;
  /// Destroys all values in rounds.
  void clear() noexcept;

 private:
  std::vector<std::unique_ptr<LocalValue>> values_;
};

}  // namespace gfetch::detail
