#include "gfetch/net/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/net/socket_fixture.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/temp_dir.h"

namespace gfetch::net {
namespace {

// --- sending and receiving ---------------------------------------------------

TEST_F(SocketTest, WhatIsSentArrives) {
  Ends ends = tcp_pair();
  ends.here.send_all("hello");
  EXPECT_EQ(receive(ends.there), "hello");
}

TEST_F(SocketTest, WaitsForWhatHasNotArrived) {
  Ends ends = tcp_pair();
  auto reader = spawn([&] { say(receive(ends.there)); });
  yield();
  say("send");
  ends.here.send_all("late");
  reader.join();
  EXPECT_EQ(story_, (Story{"send", "late"}));
}

TEST_F(SocketTest, WhatHasArrivedIsReceivedAtOnce) {
  Ends ends = unix_pair();
  ends.here.send_all("now");
  spawn([&] { say("other"); });
  say(receive(ends.there));
  yield();
  EXPECT_EQ(story_, (Story{"now", "other"}));
}

TEST_F(SocketTest, PartsAreSentInTurn) {
  Ends ends = unix_pair();
  ends.here.send_all({"a", "", "bc", ""});
  ends.here.end_sending();
  EXPECT_EQ(receive_all(ends.there), "abc");
}

TEST_F(SocketTest, ManyLargePartsArriveWhole) {
  Ends ends = unix_pair();
  std::vector<std::string> parts;
  std::string whole;
  for (int i = 0; i < 100; ++i) {
    parts.emplace_back(static_cast<std::size_t>(i) * 999, 'a' + i % 26);
    whole += parts.back();
  }
  const std::vector<std::string_view> views(parts.begin(), parts.end());
  auto sender = spawn([&] {
    ends.here.send_all(views);
    ends.here.end_sending();
  });
  EXPECT_TRUE(receive_all(ends.there) == whole);
  sender.get();
}

TEST_F(SocketTest, SendAllWaitsUntilTheKernelHasTakenAll) {
  Ends ends = tcp_pair();
  const std::string much(8'000'000, 'y');
  auto sender = spawn([&] {
    ends.here.send_all(much);
    ends.here.close();
  });
  EXPECT_EQ(receive_all(ends.there).size(), much.size());
  sender.get();
}

TEST_F(SocketTest, TwoFibersReadAndWriteAtOnce) {
  Ends ends = tcp_pair();
  const std::size_t filled = fill(ends.here);
  auto reader = spawn([&] { say(receive(ends.here)); });
  auto writer = spawn([&] {
    ends.here.send_all("tail");
    say("written");
  });
  yield();
  EXPECT_EQ(hub_.watcher_count(), 2U);
  drain(ends.there, filled);
  writer.get();
  ends.there.send_all("read");
  reader.get();
  EXPECT_EQ(receive(ends.there), "tail");
  EXPECT_EQ(story_, (Story{"written", "read"}));
}

TEST_F(SocketTest, AnEmptyBufferReceivesNothing) {
  Ends ends = unix_pair();
  EXPECT_EQ(ends.here.receive({}), 0U);
  ends.here.send_all("");
  std::array<char, 1> byte{};
  EXPECT_EQ(ends.there.try_receive(byte), -1);
}

TEST_F(SocketTest, TriesOnceWithoutWaiting) {
  Ends ends = unix_pair();
  std::array<char, 8> buffer{};
  EXPECT_EQ(ends.here.try_receive(buffer), -1);
  EXPECT_EQ(ends.there.try_send("abc"), 3);
  EXPECT_EQ(ends.here.try_receive(buffer), 3);
  fill(ends.here);
  EXPECT_EQ(ends.here.try_send("x"), -1);
}

TEST_F(SocketTest, WaitsUntilItCanReceiveAndSend) {
  Ends ends = unix_pair();
  EXPECT_TRUE(ends.here.wait_to_send(1s));
  EXPECT_FALSE(ends.here.wait_to_receive(1ms));
  ends.there.send_all("x");
  EXPECT_TRUE(ends.here.wait_to_receive(1s));
  fill(ends.here);
  EXPECT_FALSE(ends.here.wait_to_send(1ms));
}

// --- ends --------------------------------------------------------------------

TEST_F(SocketTest, TheEndOfTheStreamIsNoFailure) {
  Ends ends = tcp_pair();
  ends.here.send_all("last");
  ends.here.close();
  EXPECT_EQ(receive_all(ends.there), "last");
  EXPECT_EQ(receive(ends.there), "");
}

TEST_F(SocketTest, AHalfClosedConnectionGoesOnInTheOtherDirection) {
  Ends ends = tcp_pair();
  ends.here.send_all("question");
  ends.here.end_sending();
  EXPECT_EQ(receive_all(ends.there), "question");
  ends.there.send_all("answer");
  EXPECT_EQ(receive(ends.here), "answer");
  EXPECT_EQ(error_of([&] { ends.here.send_all("more"); }), EPIPE);
}

TEST_F(SocketTest, ShuttingTheReadingHalfWakesTheReader) {
  Ends ends = unix_pair();
  auto reader = spawn([&] { return receive(ends.here); });
  yield();
  ends.here.shutdown(Half::kRead);
  EXPECT_EQ(reader.get(), "");
  ends.here.send_all("x");
  EXPECT_EQ(receive(ends.there), "x");
}

TEST_F(SocketTest, APeerThatVanishesIsAReset) {
  Ends ends = tcp_pair();
  auto reader = spawn([&] { return error_of([&] { receive(ends.here); }); });
  yield();
  // A connection that is closed with bytes left to read is reset.
  ends.here.send_all("never read");
  sleep_for(1ms);
  ends.there.close();
  EXPECT_EQ(reader.get(), ECONNRESET);
}

TEST_F(SocketTest, ToSendToOneThatIsGoneFails) {
  Ends ends = unix_pair();
  ends.there.close();
  EXPECT_EQ(error_of([&] { ends.here.send_all("x"); }), EPIPE);
}

TEST_F(SocketTest, AWriterThatWaitsLearnsThatThePeerIsGone) {
  Ends ends = unix_pair();
  fill(ends.here);
  auto writer =
      spawn([&] { return error_of([&] { ends.here.send_all("x"); }); });
  yield();
  ends.there.close();
  EXPECT_TRUE(writer.get() == EPIPE || writer.get() == ECONNRESET);
}

// --- limits ------------------------------------------------------------------

TEST_F(SocketTest, TheSocketsTimeoutLimitsEachCall) {
  Ends ends = tcp_pair();
  ends.here.timeout(10ms);
  EXPECT_THROW(receive(ends.here), SocketTimeout);
  EXPECT_GE(elapsed_ms(), 10);
  ends.there.send_all("x");
  EXPECT_EQ(receive(ends.here), "x");
}

TEST_F(SocketTest, TheLimitOfACallReplacesTheTimeout) {
  Ends ends = tcp_pair();
  ends.here.timeout(1ms);
  spawn([&] {
    sleep_for(20ms);
    ends.there.send_all("x");
  });
  std::array<char, 4> buffer{};
  EXPECT_EQ(ends.here.receive(buffer, WaitLimit()), 1U);
  ends.here.timeout(std::nullopt);
  EXPECT_THROW(ends.here.receive(buffer, 5ms), SocketTimeout);
}

TEST_F(SocketTest, ATimeoutLimitsAWholeSendAll) {
  Ends ends = unix_pair();
  ends.here.timeout(30ms);
  auto sip = spawn([&] {
    std::array<char, 1000> few{};
    while (true) {
      sleep_for(5ms);
      ends.there.receive(few);
    }
  });
  EXPECT_EQ(error_of([&] { ends.here.send_all(std::string(9'000'000, 'x')); }),
            ETIMEDOUT);
  EXPECT_LT(elapsed_ms(), 1000);
  sip.kill();
}

TEST_F(SocketTest, ATimeoutObjectLimitsSeveralCalls) {
  Ends ends = unix_pair();
  Timeout all(20ms);
  std::array<char, 4> buffer{};
  ends.there.send_all("x");
  EXPECT_EQ(ends.here.receive(buffer, all), 1U);
  EXPECT_THROW(ends.here.receive(buffer, all), SocketTimeout);
  EXPECT_TRUE(all.expired());
}

TEST_F(SocketTest, ATimeoutInScopePassesThrough) {
  Ends ends = unix_pair();
  EXPECT_FALSE(with_timeout(5ms, [&] { receive(ends.here); }));
  ends.there.send_all("kept");
  EXPECT_EQ(receive(ends.here), "kept");
}

// --- kills -------------------------------------------------------------------

TEST_F(SocketTest, AKillReachesEachCallThatBlocks) {
  Ends ends = tcp_pair();
  fill(ends.here);
  Socket listener = listen_on(SocketAddress::loopback(0));
  Socket datagrams(SocketFamily::kIpv4, SocketType::kDatagram);
  datagrams.bind(SocketAddress::loopback(0));
  std::array<char, 4> buffer{};
  const std::vector<std::function<void()>> calls = {
      [&] { receive(ends.here); },
      [&] { ends.here.send("x"); },
      [&] { ends.here.send_all("x"); },
      [&] { static_cast<void>(ends.here.wait_to_receive({})); },
      [&] { static_cast<void>(ends.here.wait_to_send({})); },
      [&] { listener.accept(); },
      [&] { datagrams.receive_from(buffer); }};
  for (const auto& call : calls) {
    auto fiber = spawn(call);
    yield();
    EXPECT_FALSE(fiber.ready());
    fiber.kill();
    EXPECT_EQ(fiber.outcome(), FiberOutcome::kKilled);
    EXPECT_EQ(hub_.watcher_count(), 0U);
  }
  // The socket is as usable as before.
  ends.there.send_all("y");
  EXPECT_EQ(receive(ends.here), "y");
}

TEST_F(SocketTest, ALimitReachesEachCallThatBlocks) {
  Ends ends = tcp_pair();
  fill(ends.here);
  Socket listener = listen_on(SocketAddress::loopback(0));
  std::array<char, 4> buffer{};
  const std::vector<std::function<void()>> calls = {
      [&] { ends.here.receive(buffer, 1ms); },
      [&] { ends.here.send("x", 1ms); }, [&] { ends.here.send_all("x", 1ms); },
      [&] { listener.accept(nullptr, 1ms); }};
  for (const auto& call : calls) {
    EXPECT_EQ(error_of(call), ETIMEDOUT);
    EXPECT_EQ(hub_.watcher_count(), 0U);
  }
}

// --- two fibers --------------------------------------------------------------

TEST_F(SocketTest, ASecondReaderIsRefused) {
  Ends ends = unix_pair();
  auto first = spawn([&] { return receive(ends.here); });
  yield();
  EXPECT_THROW(receive(ends.here), ConcurrentUse);
  EXPECT_THROW(static_cast<void>(ends.here.wait_to_receive(1s)), ConcurrentUse);
  ends.there.send_all("for the first");
  EXPECT_EQ(first.get(), "for the first");
}

TEST_F(SocketTest, ASecondReaderIsRefusedEvenIfThereIsSomething) {
  Ends ends = unix_pair();
  auto first = spawn([&] { return receive(ends.here); });
  yield();
  ends.there.send_all("for the first");
  EXPECT_THROW(receive(ends.here), ConcurrentUse);
  EXPECT_EQ(first.get(), "for the first");
}

TEST_F(SocketTest, ASecondWriterIsRefused) {
  Ends ends = unix_pair();
  const std::size_t filled = fill(ends.here);
  auto first = spawn([&] { ends.here.send_all("first"); });
  yield();
  EXPECT_THROW(ends.here.send_all("second"), ConcurrentUse);
  drain(ends.there, filled);
  first.get();
  EXPECT_EQ(receive(ends.there), "first");
}

TEST_F(SocketTest, ASecondAcceptIsRefused) {
  Socket listener = listen_on(SocketAddress::loopback(0));
  auto first = spawn([&] { listener.accept(); });
  yield();
  EXPECT_THROW(listener.accept(), ConcurrentUse);
  first.kill();
}

// --- closing -----------------------------------------------------------------

TEST_F(SocketTest, CloseWakesTheReaderAndTheWriter) {
  Ends ends = tcp_pair();
  fill(ends.here);
  auto reader = spawn([&] { return error_of([&] { receive(ends.here); }); });
  auto writer =
      spawn([&] { return error_of([&] { ends.here.send_all("x"); }); });
  yield();
  ends.here.close();
  EXPECT_EQ(reader.get(), EBADF);
  EXPECT_EQ(writer.get(), EBADF);
}

TEST_F(SocketTest, CloseWakesAccept) {
  Socket listener = listen_on(SocketAddress::loopback(0));
  auto accepting = spawn([&] { return error_of([&] { listener.accept(); }); });
  yield();
  listener.close();
  EXPECT_EQ(accepting.get(), EBADF);
}

TEST_F(SocketTest, ToDestroyASocketIsToCloseIt) {
  auto ends = std::make_unique<Ends>(unix_pair());
  auto reader =
      spawn([&here = ends->here] { return error_of([&] { receive(here); }); });
  yield();
  ends.reset();
  EXPECT_EQ(reader.get(), EBADF);
}

TEST_F(SocketTest, ToAssignToASocketIsToCloseIt) {
  Ends ends = unix_pair();
  auto reader = spawn([&] { return error_of([&] { receive(ends.here); }); });
  yield();
  ends.here = Socket();
  EXPECT_EQ(reader.get(), EBADF);
}

TEST_F(SocketTest, AMovedSocketKeepsItsReader) {
  Ends ends = unix_pair();
  auto reader = spawn([&] { return receive(ends.here); });
  yield();
  Socket moved = std::move(ends.here);
  ends.there.send_all("still here");
  EXPECT_EQ(reader.get(), "still here");
}

TEST_F(SocketTest, AKillBehindACloseComesTooLate) {
  Ends ends = unix_pair();
  auto reader = spawn([&] { return error_of([&] { receive(ends.here); }); });
  yield();
  ends.here.close();
  reader.kill();
  EXPECT_EQ(reader.get(), EBADF);
}

TEST_F(SocketTest, ACloseBehindAKillDoesNotDisturb) {
  Ends ends = unix_pair();
  auto reader = spawn([&] { receive(ends.here); });
  yield();
  reader.kill(KillMode::kLater);
  ends.here.close();
  reader.join();
  EXPECT_EQ(reader.outcome(), FiberOutcome::kKilled);
}

TEST_F(SocketTest, TheNumberOfAClosedSocketMayBeUsedAgainAtOnce) {
  Ends old = unix_pair();
  const int number = old.here.fd();
  auto reader = spawn([&] { return error_of([&] { receive(old.here); }); });
  yield();
  sleep_for(1ms);  // the loop watches the old descriptor now
  old.here.close();
  Ends fresh = unix_pair();
  ASSERT_TRUE(fresh.here.fd() == number || fresh.there.fd() == number);
  auto first = spawn([&] { return receive(fresh.here); });
  auto second = spawn([&] { return receive(fresh.there); });
  yield();
  EXPECT_EQ(reader.get(), EBADF);
  fresh.here.send_all("to there");
  fresh.there.send_all("to here");
  EXPECT_EQ(first.get(), "to here");
  EXPECT_EQ(second.get(), "to there");
}

TEST_F(SocketTest, ACopyOfTheDescriptorElsewhereDoesNotDisturb) {
  Ends old = unix_pair();
  auto reader = spawn([&] { return error_of([&] { receive(old.here); }); });
  sleep_for(1ms);
  // The kernel goes on to report the open file under the old number.
  const int copy = dup(old.here.fd());
  old.here.close();
  EXPECT_EQ(reader.get(), EBADF);
  Ends fresh = unix_pair();
  auto waiting = spawn([&] { return receive(fresh.here); });
  old.there.send_all("for the copy");
  sleep_for(5ms);
  EXPECT_FALSE(waiting.ready());
  fresh.there.send_all("fresh");
  EXPECT_EQ(waiting.get(), "fresh");
  close(copy);
}

TEST_F(SocketTest, AClosedSocketRefusesAll) {
  Ends ends = unix_pair();
  ends.here.close();
  ends.here.close();
  EXPECT_TRUE(ends.here.closed());
  EXPECT_EQ(ends.here.fd(), -1);
  EXPECT_EQ(error_of([&] { receive(ends.here); }), EBADF);
  EXPECT_EQ(error_of([&] { ends.here.send_all("x"); }), EBADF);
  EXPECT_EQ(error_of([&] { ends.here.local_address(); }), EBADF);
  EXPECT_EQ(error_of([&] { ends.here.no_delay(true); }), EBADF);
}

TEST_F(SocketTest, AReleasedDescriptorStaysOpen) {
  Ends ends = unix_pair();
  auto reader = spawn([&] { return error_of([&] { receive(ends.here); }); });
  yield();
  const int fd = ends.here.release();
  EXPECT_EQ(reader.get(), EBADF);
  Socket again = Socket::adopt(fd);
  again.send_all("x");
  EXPECT_EQ(receive(ends.there), "x");
}

TEST_F(SocketTest, OnlySocketsAreAdopted) {
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(error_of([&] { Socket::adopt(file); }), ENOTSOCK);
  EXPECT_EQ(close(file), 0);
  EXPECT_EQ(error_of([&] { Socket::adopt(file); }), EBADF);
}

// --- connecting and accepting ------------------------------------------------

TEST_F(SocketTest, AcceptTellsThePeer) {
  Socket listener = listen_on(SocketAddress::loopback(0));
  Socket client = create_connection(listener.local_address());
  SocketAddress peer;
  const Socket accepted = listener.accept(&peer);
  EXPECT_EQ(peer, client.local_address());
  EXPECT_EQ(accepted.peer_address(), peer);
  EXPECT_EQ(client.peer_address(), listener.local_address());
}

TEST_F(SocketTest, AcceptWaitsForAClient) {
  Socket listener = listen_on(SocketAddress::loopback(0));
  EXPECT_TRUE(listener.try_accept().closed());
  auto accepting = spawn([&] {
    return receive_all(*std::make_unique<Socket>(listener.accept()));
  });
  yield();
  create_connection(listener.local_address()).send_all("hi");
  EXPECT_EQ(accepting.get(), "hi");
}

TEST_F(SocketTest, ARefusedConnectionNamesTheAddress) {
  const SocketAddress nobody =
      listen_on(SocketAddress::loopback(0)).local_address();
  try {
    create_connection(nobody);
    FAIL() << "connected";
  } catch (const SocketError& error) {
    EXPECT_EQ(error.system_error(), ECONNREFUSED);
    EXPECT_NE(std::string(error.what()).find(to_string(nobody)),
              std::string::npos);
  }
}

TEST_F(SocketTest, WithoutDescriptorsAcceptFailsAndLosesNoClient) {
  Socket listener = listen_on(SocketAddress::loopback(0));
  Socket client = create_connection(listener.local_address());
  client.send_all("patient");
  {
    const test::DescriptorLimit none(0);
    EXPECT_EQ(error_of([&] { listener.accept(); }), EMFILE);
    EXPECT_EQ(
        error_of([] { Socket(SocketFamily::kIpv4, SocketType::kStream); }),
        EMFILE);
    EXPECT_EQ(error_of([] { socket_pair(); }), EMFILE);
  }
  Socket accepted = listener.accept();
  EXPECT_EQ(receive(accepted), "patient");
}

TEST_F(SocketTest, APortThatIsTakenIsRefused) {
  const Socket first = listen_on(SocketAddress::loopback(0));
  EXPECT_EQ(error_of([&] { listen_on(first.local_address()); }), EADDRINUSE);
}

TEST_F(SocketTest, APortIsSharedByThoseWhoAllShareIt) {
  const Socket first =
      listen_on(SocketAddress::loopback(0), {.reuse_port = true});
  const Socket second = listen_on(first.local_address(), {.reuse_port = true});
  EXPECT_EQ(first.local_address(), second.local_address());
}

TEST_F(SocketTest, Ipv6Too) {
  Socket listener = listen_on(*SocketAddress::parse("[::1]:0"));
  Socket client = create_connection(listener.local_address());
  client.send_all("six");
  Socket accepted = listener.accept();
  EXPECT_EQ(receive(accepted), "six");
}

// --- Unix sockets ------------------------------------------------------------

TEST_F(SocketTest, AUnixSocketHasAPath) {
  const test::TempDir dir;
  const auto path = SocketAddress::unix_path((dir.path() / "s").string());
  Socket listener = listen_on(path);
  Socket client = create_connection(path);
  SocketAddress peer = path;
  Socket accepted = listener.accept(&peer);
  EXPECT_EQ(peer, SocketAddress());
  accepted.send_all("x");
  EXPECT_EQ(receive(client), "x");
}

TEST_F(SocketTest, AnAbstractNameNeedsNoFile) {
  const auto name =
      *SocketAddress::parse("unix:@gfetch-test-" + std::to_string(getpid()));
  Socket listener = listen_on(name);
  Socket client = create_connection(name);
  Socket accepted = listener.accept();
  client.send_all("x");
  EXPECT_EQ(receive(accepted), "x");
  EXPECT_EQ(listener.local_address(), name);
}

TEST_F(SocketTest, ConnectWaitsForRoomInTheQueueOfAUnixSocket) {
  const test::TempDir dir;
  const auto path = SocketAddress::unix_path((dir.path() / "s").string());
  Socket listener = listen_on(path, {.backlog = 0});
  const Socket first = create_connection(path);
  EXPECT_EQ(error_of([&] { create_connection(path, 10ms); }), ETIMEDOUT);
  auto second = spawn([&] { create_connection(path); });
  sleep_for(5ms);
  EXPECT_FALSE(second.ready());
  listener.accept();
  second.get();
}

TEST_F(SocketTest, ASecondServerDoesNotTakeThePathOfTheFirst) {
  const test::TempDir dir;
  const auto path = SocketAddress::unix_path((dir.path() / "s").string());
  Socket listener = listen_on(path);
  EXPECT_EQ(error_of([&] { listen_on(path); }), EADDRINUSE);
  EXPECT_EQ(error_of([&] { create_connection(path); }), 0);
}

TEST_F(SocketTest, AStalePathIsTakenUnlessThatIsForbidden) {
  const test::TempDir dir;
  const auto path = SocketAddress::unix_path((dir.path() / "s").string());
  listen_on(path).close();
  EXPECT_EQ(error_of([&] { listen_on(path, {.remove_stale_path = false}); }),
            EADDRINUSE);
  const Socket listener = listen_on(path);
  EXPECT_EQ(error_of([&] { create_connection(path); }), 0);
}

TEST_F(SocketTest, AFileThatIsNoSocketStays) {
  const test::TempDir dir;
  const auto file = dir.path() / "s";
  close(open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  EXPECT_EQ(
      error_of([&] { listen_on(SocketAddress::unix_path(file.string())); }),
      EADDRINUSE);
  EXPECT_TRUE(std::filesystem::is_regular_file(file));
}

// --- datagrams ---------------------------------------------------------------

class DatagramTest : public SocketTest {
 protected:
  static Socket bound() {
    Socket socket(SocketFamily::kIpv4, SocketType::kDatagram);
    socket.bind(SocketAddress::loopback(0));
    return socket;
  }

  Socket one_ = bound();
  Socket two_ = bound();
  std::array<char, 16> buffer_{};
};

TEST_F(DatagramTest, ADatagramTellsItsSender) {
  auto waiting = spawn([&] { return two_.receive_from(buffer_); });
  yield();
  one_.send_to("abc", two_.local_address());
  const Datagram got = waiting.get();
  EXPECT_EQ(std::string_view(buffer_.data(), got.size), "abc");
  EXPECT_EQ(got.from, one_.local_address());
  EXPECT_FALSE(got.truncated);
}

TEST_F(DatagramTest, WhatDoesNotFitIsReportedAsCut) {
  one_.send_to(std::string(100, 'x'), two_.local_address());
  const Datagram got = two_.receive_from(buffer_);
  EXPECT_EQ(got.size, buffer_.size());
  EXPECT_TRUE(got.truncated);
}

TEST_F(DatagramTest, AnEmptyDatagramIsOne) {
  one_.send_to("", two_.local_address());
  const Datagram got = two_.receive_from(buffer_, 1s);
  EXPECT_EQ(got.size, 0U);
  EXPECT_EQ(got.from, one_.local_address());
}

TEST_F(DatagramTest, AConnectedOneSendsToItsPeer) {
  one_.connect(two_.local_address());
  one_.send("hi");
  EXPECT_EQ(two_.receive_from(buffer_).from, one_.local_address());
  EXPECT_EQ(error_of([&] {
              one_.send_to(std::string(70'000, 'x'), two_.local_address());
            }),
            EMSGSIZE);
}

TEST_F(DatagramTest, OneThatNobodyReceivesIsReportedLater) {
  one_.connect(two_.local_address());
  two_.close();
  one_.send("lost");
  EXPECT_EQ(error_of([&] { one_.receive(buffer_, 1s); }), ECONNREFUSED);
}

TEST_F(DatagramTest, PairsKeepTheBoundsOfMessages) {
  auto [here, there] = socket_pair(SocketType::kDatagram);
  here.send("one");
  here.send("two");
  EXPECT_EQ(receive(there), "one");
  EXPECT_EQ(receive(there), "two");
}

// --- files -------------------------------------------------------------------

class SendFileTest : public SocketTest {
 protected:
  SendFileTest() {
    file_ =
        open((dir_.path() / "f").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    EXPECT_EQ(write(file_, bytes_.data(), bytes_.size()),
              static_cast<ssize_t>(bytes_.size()));
  }
  ~SendFileTest() override { close(file_); }

  test::TempDir dir_;
  std::string bytes_ = "head" + std::string(3'000'000, 'b') + "tail";
  int file_ = -1;
};

TEST_F(SendFileTest, SendsPartOfAFile) {
  Ends ends = tcp_pair();
  EXPECT_EQ(ends.here.send_file(file_, 2, 4), 4U);
  EXPECT_EQ(receive(ends.there), "adbb");
}

TEST_F(SendFileTest, SendsAWholeFileAndWaitsForTheReader) {
  Ends ends = tcp_pair();
  auto sender = spawn([&] {
    const auto sent = ends.here.send_file(file_, 0, ~std::uint64_t{0} >> 1);
    ends.here.end_sending();
    return sent;
  });
  EXPECT_TRUE(receive_all(ends.there) == bytes_);
  EXPECT_EQ(sender.get(), bytes_.size());
}

TEST_F(SendFileTest, BehindTheEndOfTheFileIsNothing) {
  Ends ends = unix_pair();
  EXPECT_EQ(ends.here.send_file(file_, bytes_.size() - 4, 100), 4U);
  EXPECT_EQ(ends.here.send_file(file_, bytes_.size() + 4, 100), 0U);
  EXPECT_EQ(receive(ends.there), "tail");
}

TEST_F(SendFileTest, AnyStreamCanSendAFile) {
  Ends ends = unix_pair();
  EXPECT_EQ(ends.here.Stream::send_file(file_, bytes_.size() - 4, 100, 1s), 4U);
  EXPECT_EQ(receive(ends.there), "tail");
}

TEST_F(SendFileTest, ATimeoutAndAKillEndIt) {
  Ends ends = tcp_pair();
  EXPECT_EQ(error_of([&] {
              for (int i = 0; i < 100; ++i) {
                ends.here.send_file(file_, 0, bytes_.size(), 5ms);
              }
            }),
            ETIMEDOUT);
  auto sender = spawn([&] { ends.here.send_file(file_, 0, bytes_.size()); });
  yield();
  sender.kill();
  EXPECT_EQ(sender.outcome(), FiberOutcome::kKilled);
}

// --- options, addresses, threads ---------------------------------------------

TEST_F(SocketTest, OptionsAreThoseOfTheKernel) {
  Ends ends = tcp_pair();
  ends.here.no_delay(true);
  EXPECT_EQ(ends.here.option(IPPROTO_TCP, TCP_NODELAY), 1);
  ends.here.keep_alive(true);
  EXPECT_EQ(ends.here.option(SOL_SOCKET, SO_KEEPALIVE), 1);
  ends.here.send_buffer(20'000);
  EXPECT_GE(ends.here.option(SOL_SOCKET, SO_SNDBUF), 20'000);
  EXPECT_EQ(ends.here.take_error(), 0);
  EXPECT_NE(fcntl(ends.here.fd(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(ends.there.fd(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(SocketAddressTest, TextAndBack) {
  for (const char* text :
       {"127.0.0.1:80", "[::1]:8080", "unix:/tmp/x", "unix:@name"}) {
    const auto address = SocketAddress::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_string(*address), text);
  }
}

TEST(SocketAddressTest, OtherTextIsNone) {
  for (const char* text : {"", "localhost:80", "1.2.3.4", "1.2.3.4:", "::1:80",
                           "1.2.3.4:65536", "1.2.3.4:+1", "unix:"}) {
    EXPECT_FALSE(SocketAddress::parse(text)) << text;
  }
  EXPECT_FALSE(SocketAddress::parse("unix:/" + std::string(200, 'x')));
  EXPECT_THROW(SocketAddress::unix_path(std::string(108, 'x')),
               std::invalid_argument);
}

TEST(SocketAddressTest, AreEqualIfAllPartsAre) {
  const auto parse = [](const char* text) {
    return *SocketAddress::parse(text);
  };
  EXPECT_EQ(SocketAddress::loopback(1), parse("127.0.0.1:1"));
  EXPECT_NE(SocketAddress::loopback(1), SocketAddress::loopback(2));
  EXPECT_NE(SocketAddress::any(1), SocketAddress::loopback(1));
  EXPECT_NE(parse("unix:/a"), parse("unix:/b"));
  EXPECT_NE(parse("unix:@a"), parse("unix:/a"));
  EXPECT_EQ(parse("unix:@a").path(), std::string_view("\0a", 2));
}

TEST_F(SocketTest, AnotherThreadIsRefused) {
  Ends ends = unix_pair();
  ends.there.send_all("x");
  receive(ends.here);
  std::thread([&] {
    const Hub other;
    EXPECT_THROW(receive(ends.here), std::logic_error);
  }).join();
}

TEST(SocketHubTest, ASocketMayOutliveItsHub) {
  Ends ends;
  {
    const Hub hub;
    ends = unix_pair();
    auto reader = spawn([&] { receive(ends.here); });
    yield();
  }
  const Hub next;
  spawn([&] {
    sleep_for(1ms);
    ends.there.send_all("next");
  });
  EXPECT_EQ(receive(ends.here), "next");
}

// After a receive() that left nothing, the wait does not ask the socket first.
TEST_F(SocketTest, AWaitWithoutTimeFindsWhatHasArrivedSince) {
  Ends ends = unix_pair();
  for (const Duration limit : {Duration::zero(), Duration(-1s)}) {
    ends.there.send_all("one");
    EXPECT_EQ(receive(ends.here), "one");
    EXPECT_FALSE(ends.here.wait_to_receive(limit));
    ends.there.send_all("two");
    EXPECT_TRUE(ends.here.wait_to_receive(limit));
    EXPECT_EQ(receive(ends.here), "two");
  }
  ends.there.close();
  EXPECT_TRUE(ends.here.wait_to_receive(Duration::zero()));
  EXPECT_EQ(receive(ends.here), "");
}

}  // namespace
}  // namespace gfetch::net
