#include "crawl/frontier/memory_frontier.h"

#include <utility>

#include "crawl/frontier/frontier_core.h"

namespace gfetch::crawl {
namespace {

Node& node_of(Leased& leased) {
  return static_cast<Node&>(leased);
}

}  // namespace

MemoryFrontier::MemoryFrontier(const MemoryFrontierOptions& options)
    : core_(std::make_unique<FrontierCore>(options)) {}

MemoryFrontier::~MemoryFrontier() = default;

bool MemoryFrontier::offer(Candidate&& candidate) {
  return core_->offer(std::move(candidate));
}

bool MemoryFrontier::discover(std::string_view key, Candidate&& candidate) {
  return core_->discover(key, std::move(candidate));
}

bool MemoryFrontier::met(std::string_view key) const {
  return core_->met(key);
}

bool MemoryFrontier::meet(std::string_view key) {
  return core_->meet(key);
}

void MemoryFrontier::seeds_finished() {
  core_->seeds_finished();
}

std::optional<Lease> MemoryFrontier::next(std::optional<Lease> done) {
  bool finished = false;
  Leased* ended = done ? take_back(*done, finished) : nullptr;
  Node* node =
      core_->next(ended == nullptr ? nullptr : &node_of(*ended), finished);
  if (node == nullptr) return std::nullopt;
  return std::optional<Lease>(std::in_place, *this, *node);
}

void MemoryFrontier::close() {
  core_->close();
}

std::optional<Candidate> MemoryFrontier::take_rest() {
  return core_->take_rest();
}

FrontierStatus MemoryFrontier::status(std::size_t hosts) const {
  return core_->status(hosts);
}

void MemoryFrontier::release(Leased& leased, bool finished) noexcept {
  core_->release(node_of(leased), finished);
}

std::vector<EasedHost> MemoryFrontier::eased() const {
  return core_->eased();
}

bool MemoryFrontier::move(Leased& leased, std::string_view host,
                          TimePoint time) {
  return core_->move(node_of(leased), host, time);
}

void MemoryFrontier::answered(Leased& leased, const HostAnswer& answer) {
  core_->answered(node_of(leased), answer);
}

void MemoryFrontier::pause_host(Leased& leased, TimePoint until) {
  core_->pause(node_of(leased), until);
}

void MemoryFrontier::slow_host(Leased& leased, Duration delay) {
  core_->slow(node_of(leased), delay);
}

bool MemoryFrontier::settle(Leased& leased, std::string_view address) {
  return core_->settle(node_of(leased), address);
}

}  // namespace gfetch::crawl
