#include <chrono>

#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Channels : World {
  Channels() {
    (void)channel.get(0s);
    shut.shutdown();
    yield();
  }
  Channel<int> channel;
  Channel<int> shut;
};

/// A channel to which a fiber puts an item.
struct OfferingChannel : World {
  OfferingChannel() { yield(); }
  ~OfferingChannel() override {
    if (Hub::exists()) fiber.kill();
  }
  Channel<int> channel;
  Fiber<void> fiber = spawn([this] {
    channel.put(7);
    channel.put(8);
    channel.shutdown();
  });
};

void add_waits(Rows<Channels>& rows) {
  rows("Channel::put", kObjectAndFiber, "false",
       [](Channels& its) { return its.channel.put(1, 1ms); });
  rows("Channel::put (shut down)", kObject, "false",
       [](Channels& its) { return its.shut.put(1); });
  rows("Channel::get", kObjectAndFiber, "nothing",
       [](Channels& its) { return its.channel.get(1ms); });
  rows("Channel::get (shut down)", kObject, "nothing",
       [](Channels& its) { return its.shut.get(); });
  rows("Channel::get (of a Timeout)", kObjectAndFiber, "nothing",
       [](Channels& its) {
         Timeout timeout(1ms);
         return its.channel.get(timeout);
       });
  rows("Channel::peek", kObjectAndFiber, "null",
       [](Channels& its) { return its.channel.peek(1ms); });
}

void add_state(Rows<Channels>& rows) {
  rows("Channel::Channel", kNothing, "false",
       [](Channels&) { return Channel<int>().is_shut_down(); });
  rows("Channel::shutdown", kObject, "true", [](Channels& its) {
    its.channel.shutdown();
    return its.channel.is_shut_down();
  });
  rows(
      "Channel::try_get", kObjectAndFiber, "nothing",
      [](Channels& its) { return its.channel.try_get(); },
      in_the_hub("nothing"));
  rows(
      "Channel::try_put", kObjectAndFiber, "false",
      [](Channels& its) { return its.channel.try_put(1); },
      in_the_hub("false"));
  rows(
      "Channel::try_put (copy)", kObjectAndFiber, "false",
      [](Channels& its) {
        const int item = 1;
        return its.channel.try_put(item);
      },
      in_the_hub("false"));
  rows("Channel::is_shut_down", kNothing, "true",
       [](Channels& its) { return its.shut.is_shut_down(); });
  rows("Channel::awaited", kNothing, "false",
       [](Channels& its) { return its.channel.awaited(); });
  rows("Channel::begin", kObject, "true",
       [](Channels& its) { return its.shut.begin() == its.shut.end(); });
  rows("Channel::end", kNothing, "true",
       [](Channels& its) { return its.shut.end() == its.shut.end(); });
}

}  // namespace

std::vector<Row> channel_rows() {
  Rows<Channels> rows;
  add_waits(rows);
  add_state(rows);

  Rows<OfferingChannel> offering;
  offering("Channel::get (offered)", kObjectAndFiber, "7",
           [](OfferingChannel& its) { return its.channel.get(); });
  offering(
      "Channel::try_get (offered)", kObjectAndFiber, "7",
      [](OfferingChannel& its) { return its.channel.try_get(); },
      in_the_hub("7"));
  offering("Channel::peek (offered)", kObject, "7",
           [](OfferingChannel& its) { return its.channel.peek(); },
           {{Place::kAfterTheHub, "std::logic_error"}});
  offering("Channel::Iterator::Iterator", kNothing, "true",
           [](OfferingChannel& its) {
             return Channel<int>::Iterator() == its.channel.end();
           });
  offering("Channel::Iterator::Iterator (begin)", kObjectAndFiber, "7",
           [](OfferingChannel& its) {
             return *Channel<int>::Iterator(&its.channel);
           });
  offering("Channel::Iterator::operator*", kObjectAndFiber, "7",
           [](OfferingChannel& its) { return *its.channel.begin(); });
  offering("Channel::Iterator::operator++", kObjectAndFiber, "8",
           [](OfferingChannel& its) { return *++its.channel.begin(); });
  offering("Channel::Iterator::operator++ (postfix)", kObjectAndFiber, "8",
           [](OfferingChannel& its) {
             auto item = its.channel.begin();
             item++;
             return *item;
           });
  offering("Channel::Iterator::operator==", kObjectAndFiber, "false",
           [](OfferingChannel& its) {
             return its.channel.begin() == its.channel.end();
           });

  std::vector<Row> all = rows;
  append(all, offering);
  return all;
}

}  // namespace gfetch::places
