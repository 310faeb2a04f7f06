#include "gfetch/fiber/exceptions.h"

#include <string>
#include <utility>

namespace gfetch {
namespace {

std::string loop_exit_text(const std::vector<FiberInfo>& blocked) {
  std::string text =
      "this operation would block for ever (a thread that is to wake it "
      "needs a KeepAlive or a Promise); blocked:";
  for (const FiberInfo& fiber : blocked) {
    text += "\n  " + fiber.name + " in " + fiber.waits_for;
  }
  return text;
}

}  // namespace

void detail::throw_null_exception() {
  throw std::invalid_argument("a null exception cannot be thrown");
}

const std::exception_ptr& fiber_exit() noexcept {
  static const std::exception_ptr exit = std::make_exception_ptr(FiberExit{});
  return exit;
}

LoopExit::LoopExit(std::vector<FiberInfo> blocked)
    : std::runtime_error(loop_exit_text(blocked)),
      blocked_(std::move(blocked)) {}

BlockingSwitchOut::BlockingSwitchOut()
    : std::logic_error("the hub itself must not block") {}

}  // namespace gfetch
