#pragma once
/// The values that variables have in one fiber, or in one tree of fibers.

#include <memory>
#include <vector>

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

class LocalStore;

/// One variable's value in one store; the hook is for the variable's list of
/// its values. It is destroyed with the store or the variable, whichever ends
/// first.
class LocalValue : public ListHook {
 public:
  LocalValue(const void* its_variable, LocalStore& its_store) noexcept
      : variable(its_variable), store(its_store) {}
  virtual ~LocalValue() = default;

  const void* const variable;
  LocalStore& store;
};

class LocalStore {
 public:
  LocalStore() = default;
  LocalStore(const LocalStore&) = delete;
  LocalStore& operator=(const LocalStore&) = delete;
  ~LocalStore() { clear(); }

  /// The value of `variable`; nullptr when there is none.
  LocalValue* find(const void* variable) const noexcept;
  void add(std::unique_ptr<LocalValue> value);
  void drop(const void* variable) noexcept;
  void clear() noexcept;

 private:
  std::vector<std::unique_ptr<LocalValue>> values_;
};

}  // namespace gfetch::detail
