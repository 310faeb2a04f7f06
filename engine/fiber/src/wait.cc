#include "gfetch/fiber/wait.h"

#include <utility>

#include "scheduler.h"

namespace gfetch {

/// One object of an Iwait, with a notification for each kind: the end of a
/// fiber, an event that is set, a permit of a semaphore.
struct Iwait::Node : detail::ReadyList::Entry {
  struct EndLink : detail::FiberObserver {
    explicit EndLink(Node& its_node)
        : FiberObserver(&EndLink::call), node(its_node) {}
    static void call(FiberObserver& self, detail::FiberState&) noexcept {
      static_cast<EndLink&>(self).node.become_ready();
    }
    Node& node;
  };

  Node(detail::ReadyList& ready, std::size_t index, AnyFiber its_fiber)
      : Entry(ready, index), fiber(std::move(its_fiber)) {}

  static void on_wake(void* self) noexcept {
    auto& node = *static_cast<Node*>(self);
    for (const detail::Waiter* waiter :
         {static_cast<detail::Waiter*>(&node.set),
          static_cast<detail::Waiter*>(&node.permitted)}) {
      if (waiter->gone()) return node.object_gone(waiter->what());
    }
    node.become_ready();
  }

  void watch(const AnyFiber& ending) {
    detail::Scheduler::link(detail::FiberAccess::state(ending), end_link);
  }
  void watch(Event* event) {
    set.what(detail::FiberAccess::name(*event));
    detail::FiberAccess::link(*event, set);
  }
  void watch(Semaphore* semaphore) {
    detail::FiberAccess::link(*semaphore, permitted);
  }

  const AnyFiber fiber;  // keeps the fiber alive, and with it its list of links
  EndLink end_link{*this};
  detail::Task task{&on_wake, this};
  detail::QueuedWaiter set{"wait", task};
  detail::PermitWaiter permitted{task};
};

/// What refers to objects of the hub, whose thread destroys it, and what next()
/// uses after its wait.
struct Iwait::Registration {
  detail::ReadyList ready;
  std::vector<std::unique_ptr<Node>> nodes;
  std::size_t left = 0;
};

Iwait::Iwait(std::span<const Waitable> things, WaitLimit limit)
    : registered_(std::make_unique<Registration>()), deadline_(limit) {
  registered_->left = things.size();
  detail::ReadyList& ready = registered_->ready;
  auto& nodes = registered_->nodes;
  ready.check_home();
  for (std::size_t i = 0; i < things.size(); ++i) {
    const auto& what = things[i].what_;
    const auto* fiber = std::get_if<AnyFiber>(&what);
    nodes.push_back(std::make_unique<Node>(
        ready, i, fiber != nullptr ? *fiber : AnyFiber()));
    std::visit([&](const auto& thing) { nodes.back()->watch(thing); }, what);
  }
}

Iwait::Iwait(std::initializer_list<Waitable> things, WaitLimit limit)
    : Iwait(std::span(things.begin(), things.size()), limit) {}

Iwait::~Iwait() {
  detail::Home& home = registered_->ready.home();
  registered_->ready.end();
  detail::send_home(home, std::move(registered_));
}

std::optional<std::size_t> Iwait::next() {
  Registration& registered = *registered_;
  registered.ready.check_home();
  if (registered.left == 0) return std::nullopt;
  const auto* ready = registered.ready.next(deadline_);
  if (ready == nullptr) return std::nullopt;
  --registered.left;
  return ready->index();
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
