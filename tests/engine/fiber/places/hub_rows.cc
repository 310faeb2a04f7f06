#include <chrono>
#include <memory>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct TheHub : World {
  Hub& hub = Hub::current();
  Mailbox mailbox = hub.mailbox();
};

const Exceptions kWhileTheHubExists = {{Place::kAfterTheHub, kImpossible}};

/// What comes out of calls that a hub of the thread prevents.
const Exceptions kWithoutHub = {{Place::kThread, "returns"},
                                {Place::kAfterTheHub, "returns"}};

void add_hub(Rows<TheHub>& rows) {
  rows(
      "Hub::Hub", kNothing, "std::logic_error",
      [](TheHub&) { const Hub another; }, kWithoutHub);
  rows(
      "Hub::~Hub", kNothing, "std::logic_error",
      [](TheHub&) { std::make_unique<Hub>().reset(); }, kWithoutHub);
  rows("Hub::current", kHub, "true",
       [](TheHub& its) { return &Hub::current() == &its.hub; },
       {{Place::kThreadWithHub, "false"}});
  rows("Hub::exists", kNothing, "true", [](TheHub&) { return Hub::exists(); },
       {{Place::kThread, "false"}, {Place::kAfterTheHub, "false"}});
  rows(
      "Hub::now", kNothing, "true",
      [](TheHub& its) { return its.hub.now() >= TimePoint(); },
      kWhileTheHubExists);
  rows("Hub::join", kNothing, "std::logic_error",
       [](TheHub& its) { return its.hub.join(1ms); },
       {{Place::kMainFiber, "true"},
        {Place::kThreadWithHub, kImpossible},
        {Place::kAfterTheHub, kImpossible}});
  rows(
      "Hub::post", kNothing, "returns",
      [](TheHub& its) { its.hub.post([] {}); }, kWhileTheHubExists);
  rows(
      "Hub::mailbox", kNothing, "true",
      [](TheHub& its) { return its.hub.mailbox().post([] {}); },
      kWhileTheHubExists);
  rows(
      "Hub::on_error", kObject, "returns",
      [](TheHub& its) { its.hub.on_error({}); }, kWhileTheHubExists);
}

void add_reports(Rows<TheHub>& rows) {
  rows(
      "Hub::schedule", kNothing, "0",
      [](TheHub& its) { return its.hub.schedule().size(); },
      kWhileTheHubExists);
  rows(
      "Hub::times", kNothing, "true",
      [](TheHub& its) { return its.hub.times().idle >= Duration(0); },
      kWhileTheHubExists);
  rows("HubTimes::idle_share", kNothing, "true", [](TheHub&) {
    return HubTimes{.held = 1s, .idle = 3s}.idle_share() == 0.75;
  });
  rows("HubTimes::operator-", kNothing, "true", [](TheHub&) {
    const HubTimes before{.held = 1s, .idle = 1s};
    return (HubTimes{.held = 2s, .idle = 4s} - before).idle == 3s;
  });
  rows(
      "Hub::fibers", kObject, "true",
      [](TheHub& its) { return its.hub.fibers().size() < 3; },
      kWhileTheHubExists);
  rows(
      "Hub::fiber_count", kNothing, "true",
      [](TheHub& its) { return its.hub.fiber_count() < 3; },
      kWhileTheHubExists);
  rows(
      "Hub::watcher_count", kNothing, "true",
      [](TheHub& its) { return its.hub.watcher_count() < 3; },
      kWhileTheHubExists);
  rows("Mailbox::post", kNothing, "true",
       [](TheHub& its) { return its.mailbox.post([] {}); },
       {{Place::kAfterTheHub, "false"}});
  rows("Mailbox::thread", kNothing, "true",
       [](TheHub& its) { return its.mailbox.thread() > 0; });
  rows("Mailbox::operator==", kNothing, "true", [](TheHub& its) {
    const Mailbox copied = its.mailbox;
    return copied == its.mailbox;
  });
  rows("KeepAlive::KeepAlive", kHub, "returns",
       [](TheHub&) { const KeepAlive alive; });
  rows(
      "KeepAlive::KeepAlive (of a hub)", kObject, "returns",
      [](TheHub& its) { const KeepAlive alive(its.hub); }, kWhileTheHubExists);
  rows("KeepAlive::~KeepAlive", kHub, "returns",
       [](TheHub&) { std::make_unique<KeepAlive>().reset(); });
}

}  // namespace

std::vector<Row> hub_rows() {
  Rows<TheHub> rows;
  add_hub(rows);
  add_reports(rows);
  return rows;
}

}  // namespace gfetch::places
