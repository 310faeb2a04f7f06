#pragma once
/// A task: a function that the loop calls, with its argument.

#include <cstdint>

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

/// The priority of a task: the order in which one pass of the loop runs the
/// tasks that are due.
enum class Priority : std::uint8_t { kPoll, kNormal, kTimeout };

/// A function that the hub calls; it must neither block nor throw. A task is in
/// at most one list of the loop at a time.
class Task : public ListHook {
 public:
  using Function = void (*)(void* arg) noexcept;

  Task(Function fn, void* arg) noexcept : fn_(fn), arg_(arg) {}

  void operator()() const noexcept { fn_(arg_); }
  Function function() const noexcept { return fn_; }
  void* argument() const noexcept { return arg_; }

 protected:
  void set_function(Function fn) noexcept { fn_ = fn; }

 private:
  Function fn_;
  void* arg_;
};

}  // namespace gfetch::detail
