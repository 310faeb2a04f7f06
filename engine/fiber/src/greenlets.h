#pragma once
/// The greenlets of one fiber: which of them runs on the fiber's account.

#include "gfetch/fiber/detail/greenlet_core.h"

namespace gfetch::detail {

/// What a fiber starts in: the fiber's own stack as a greenlet.
class FirstGreenlet final : public GreenletCore {
 public:
  FirstGreenlet() noexcept { state_ = State::kStarted; }
  /// Its fiber has ended.
  void end() noexcept { state_ = State::kDead; }

 private:
  Parcel run(Parcel /*first*/) override { return {}; }
  void drop_closure() noexcept override {}
};

class FiberGreenlets {
 public:
  explicit FiberGreenlets(FiberCore& fiber)
      : fiber_(fiber), first_(new FirstGreenlet), current_(first_.get()) {}
  ~FiberGreenlets() { first_->end(); }
  FiberGreenlets(const FiberGreenlets&) = delete;
  FiberGreenlets& operator=(const FiberGreenlets&) = delete;

  /// Of the running fiber.
  static FiberGreenlets& running();

  const GreenletCore::Ref& current() const noexcept { return current_; }
  FirstGreenlet& first() const noexcept { return *first_; }

  /// The living greenlet that what is sent to `target` reaches: itself, or an
  /// ancestor. It is left there. Those passed by die of an exception unborn.
  GreenletCore& send(GreenletCore& target, Parcel value,
                     std::exception_ptr exception);
  /// Whether that is another fiber's first one, which is not to be run here.
  bool is_foreign(const GreenletCore& greenlet) const noexcept {
    return !greenlet.parent_ && &greenlet != first_.get();
  }

  /// Leaves the current one for `to`; returns when someone switches back,
  /// maybe in another fiber.
  void switch_to(GreenletCore& to);
  /// The same for good.
  [[noreturn]] void leave_for(GreenletCore& to);
  /// Lets go of the one that was left. The first thing that whoever is
  /// switched to does.
  void arrive() noexcept;

 private:
  GreenletCore& make_current(GreenletCore& to);

  FiberCore& fiber_;
  CoreRef<FirstGreenlet> first_;
  GreenletCore::Ref current_;
  GreenletCore::Ref left_;
};

}  // namespace gfetch::detail
