// What an error says: what is wrong, whose the object is, and what to do.
#include <unistd.h>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "gfetch/fiber/detail/open_calls.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/thread_queue.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class MessageTest : public HubTest {
 protected:
  /// Returns what the std::logic_error of `body` says.
  static std::string error_of(const std::function<void()>& body) {
    try {
      body();
    } catch (const std::logic_error& error) {
      return error.what();
    }
    return "nothing";
  }

  /// Returns what `body` says in another thread, which has a hub or none, and
  /// expects that it names both threads.
  static std::string said_elsewhere(bool with_hub,
                                    const std::function<void()>& body) {
    const std::string owner = std::to_string(gettid());
    std::string said;
    std::thread([&] {
      std::optional<Hub> hub;
      if (with_hub) hub.emplace();
      said = error_of(body);
      EXPECT_TRUE(contains(said, std::to_string(gettid()))) << said;
    }).join();
    EXPECT_TRUE(contains(said, owner)) << said;
    return said;
  }

  static bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(MessageTest, ALoopExitSaysWhatAThreadThatWakesNeeds) {
  Event never;
  std::string said;
  try {
    never.wait();
  } catch (const LoopExit& exit) {
    said = exit.what();
  }
  EXPECT_TRUE(contains(said, "would block for ever")) << said;
  EXPECT_TRUE(contains(said, "needs a KeepAlive or a Promise")) << said;
  EXPECT_TRUE(contains(said, "main in event")) << said;
}

TEST_F(MessageTest, AThreadQueueSaysWhoseItIs) {
  ThreadQueue<int> queue(1);
  const auto sender = queue.sender();
  const auto get = [&] { queue.get(); };
  EXPECT_TRUE(contains(said_elsewhere(true, get),
                       "ThreadQueue belongs to the hub of thread "));
  EXPECT_TRUE(contains(said_elsewhere(true, get), "which has another hub"));
  EXPECT_TRUE(contains(said_elsewhere(false, get), "which has no hub"));
}

TEST_F(MessageTest, AGreenletSaysWhoseItIs) {
  const Greenlet greenlet([] {});
  const auto switched = [&] { greenlet.switch_to(); };
  EXPECT_TRUE(contains(said_elsewhere(true, switched),
                       "the greenlet belongs to the hub of thread "));
  const auto adopted = [&] { Greenlet([] {}).parent(greenlet); };
  EXPECT_TRUE(contains(said_elsewhere(true, adopted),
                       "the parent belongs to the hub of thread "));
}

TEST_F(MessageTest, AnObjectWithCallsSaysWhoseItIs) {
  detail::OpenCalls calls;
  const auto call = [&] {
    const detail::OpenCalls::Call one(calls, "Service");
  };
  EXPECT_TRUE(contains(said_elsewhere(true, call),
                       "Service belongs to the hub of thread "));
}

TEST_F(MessageTest, AMailboxKnowsItsThread) {
  EXPECT_EQ(hub_.mailbox().thread(), gettid());
  std::optional<Mailbox> other;
  int thread = 0;
  std::thread([&] {
    Hub hub;
    other = hub.mailbox();
    thread = gettid();
  }).join();
  EXPECT_EQ(other->thread(), thread) << "also when the hub has ended";
}

}  // namespace
}  // namespace gfetch
