#include "gfetch/fiber/wait.h"

#include <utility>

#include "gfetch/fiber/hub.h"

namespace gfetch {

/// One thing, and its three ways to say that it is ready.
struct Iwait::Node : detail::ListHook {
  struct Ended : detail::Link {
    explicit Ended(Node& its_node) : Link(&Ended::call), node(its_node) {}
    static void call(detail::Link& self, detail::FiberCore&) noexcept {
      become_ready(&static_cast<Ended&>(self).node);
    }
    Node& node;
  };

  Node(Iwait& its_owner, std::size_t its_index, AnyFiber its_fiber)
      : owner(its_owner), index(its_index), fiber(std::move(its_fiber)) {}

  static void become_ready(void* self) noexcept {
    auto& node = *static_cast<Node*>(self);
    node.owner.ready_.push_back(node);
    if (node.owner.waiter_ != nullptr) node.owner.waiter_->wake();
  }

  void watch(const AnyFiber& ending) { ending.core().link(ended); }
  void watch(Event* event) { event->link(set); }
  void watch(Semaphore* semaphore) { semaphore->link(permitted); }

  Iwait& owner;
  const std::size_t index;
  const AnyFiber fiber;  // kept until here
  Ended ended{*this};
  detail::Task task{&become_ready, this};
  detail::QueuedWaiter set{"wait", task};
  Semaphore::Watcher permitted{task};
};

Iwait::Iwait(std::span<const Waitable> things, WaitLimit limit)
    : left_(things.size()), deadline_(limit) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    const auto& what = things[i].what_;
    const auto* fiber = std::get_if<AnyFiber>(&what);
    nodes_.push_back(std::make_unique<Node>(
        *this, i, fiber != nullptr ? *fiber : AnyFiber()));
    std::visit([&](const auto& thing) { nodes_.back()->watch(thing); }, what);
  }
}

Iwait::Iwait(std::initializer_list<Waitable> things, WaitLimit limit)
    : Iwait(std::span(things.begin(), things.size()), limit) {}

Iwait::~Iwait() = default;

std::optional<std::size_t> Iwait::next() {
  if (left_ == 0) return std::nullopt;
  if (ready_.empty()) {
    detail::Waiter waiter("wait");
    struct Leave {
      detail::Waiter*& waiter;
      ~Leave() { waiter = nullptr; }
    } leave{waiter_};
    waiter_ = &waiter;
    if (!waiter.wait(deadline_.left())) return std::nullopt;
  }
  --left_;
  return ready_.pop_front().index;
}

std::vector<std::size_t> wait(std::span<const Waitable> things,
                              const WaitOptions& options) {
  const std::size_t wanted = options.count.value_or(things.size());
  Iwait each(things, options.limit);
  std::vector<std::size_t> ready;
  while (ready.size() < wanted) {
    const std::optional<std::size_t> index = each.next();
    if (!index) break;
    ready.push_back(*index);
  }
  return ready;
}

std::vector<std::size_t> wait(std::initializer_list<Waitable> things,
                              const WaitOptions& options) {
  return wait(std::span(things.begin(), things.size()), options);
}

}  // namespace gfetch
