// Sockets and servers in a thousand random orders, with kills, limits and
// closes at random times. Each test fails if a descriptor is left.
#include <array>
#include <optional>
#include <string>

#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/datagram_server.h"
#include "gfetch/net/stream_server.h"
#include "tests/engine/fiber/races.h"
#include "tests/engine/net/socket_fixture.h"

namespace gfetch::net {
namespace {

class SocketRaceTest : public DescriptorTest {};

/// Calls `call`, and lets the failures of sockets pass that a race may cause.
template <class Call>
void try_to(Call call) {
  try {
    call();
  } catch (const SocketError&) {
  }
}

TEST_F(SocketRaceTest, WhatArrivesIsWhatWasSent) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    Ends ends = unix_pair();
    std::string sent;
    std::string received;
    auto writer = spawn([&] {
      try_to([&] {
        for (int i = 0; i < 20; ++i) {
          const std::string word = std::to_string(i) + ' ';
          if (dice(3) == 0) dice.dawdle();
          ends.there.send(word, some_limit(dice));
          sent += word;
        }
      });
    });
    auto reader = spawn([&] {
      std::array<char, 7> buffer{};
      for (int i = 0; i < 40; ++i) {
        try_to([&] {
          const auto got = ends.here.receive(buffer, some_limit(dice));
          received.append(buffer.data(), got);
        });
      }
    });
    auto killer = kill_some({writer, reader}, dice);
    join_all({writer, killer});
    ends.there.close();
    reader.join();
    received += receive_all(ends.here);
    EXPECT_EQ(received, sent);
  });
}

TEST_F(SocketRaceTest, EachCallEndsWhenTheSocketIsClosed) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    Ends ends = unix_pair();
    fill(ends.here);
    Socket& here = ends.here;
    const std::vector<AnyFiber> fibers = {
        spawn([&] { try_to([&] { receive(here); }); }),
        spawn([&] { try_to([&] { here.send_all("x", some_limit(dice)); }); })};
    auto killer = kill_some(fibers, dice);
    yield();
    dice.dawdle();
    here.close();
    const Ends fresh = unix_pair();  // takes the numbers over
    killer.join();
    join_all(fibers);
  });
}

TEST_F(SocketRaceTest, AReaderKeepsItsLinesThroughKillsAndLimits) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    Ends ends = unix_pair();
    BufferedReader reader(ends.here, 3);
    auto writer = spawn([&] {
      for (int i = 0; i < 10; ++i) {
        ends.there.send_all("line ");
        dice.dawdle();
        ends.there.send_all(std::to_string(i) + "\n");
      }
      ends.there.close();
    });
    int next = 0;
    const auto read = [&] {
      while (auto line = reader.read_line(100, some_limit(dice))) {
        EXPECT_EQ(*line, "line " + std::to_string(next));
        ++next;
      }
    };
    while (!writer.ready()) {
      auto killed = spawn([&] { try_to(read); });
      kill_some({killed}, dice).join();
      killed.join();
    }
    while (next < 10) try_to(read);
  });
}

TEST_F(SocketRaceTest, AConnectionIsMadeOrNothingIsLeft) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    Socket listener = listen_on(SocketAddress::loopback(0));
    const SocketAddress alive = listener.local_address();
    const std::array addresses = {SocketAddress::loopback(1), alive, alive};
    const auto connect = [&] {
      try_to([&] {
        const Socket made = create_connection(
            addresses, some_limit(dice),
            {.attempt_delay = std::chrono::milliseconds(dice(3))});
        EXPECT_EQ(made.peer_address(), alive);
      });
    };
    auto one = spawn(connect);
    auto two = spawn(connect);
    auto killer = kill_some({one, two}, dice);
    join_all({one, two, killer});
  });
}

TEST_F(SocketRaceTest, AServerEndsWhateverItsClientsDo) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    int running = 0;
    StreamServer server(
        SocketAddress::loopback(0),
        [&](Stream& peer, const SocketAddress&) {
          struct Count {
            explicit Count(int& its_number) : number(its_number) { ++number; }
            ~Count() { --number; }
            int& number;
          } const count(running);
          EXPECT_LE(running, 2);
          try_to([&] {
            BufferedReader reader(peer);
            while (auto line = reader.read_line(10)) {
              dice.dawdle();
              peer.send_all({*line, "\n"});
            }
          });
        },
        {.most_handlers = 2, .on_accept_error = [](const SocketError& error) {
           ADD_FAILURE() << error.what();
         }});
    server.start();
    std::vector<AnyFiber> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back(spawn([&] {
        try_to([&] {
          Socket client = create_connection(server.address(), 1s);
          client.send_all("word\n");
          dice.dawdle();
          BufferedReader(client).read_line(10, some_limit(dice));
        });
      }));
    }
    auto killer = kill_some(clients, dice);
    dice.dawdle();
    if (dice(2) == 0) join_all(clients);
    server.stop(std::chrono::milliseconds(dice(3)));
    EXPECT_EQ(running, 0);
    killer.join();
    join_all(clients);
  });
}

TEST_F(SocketRaceTest, AServerOfDatagramsEndsAsWell) {
  in_a_thousand_orders_without_leak([](Dice& dice) {
    DatagramServer server(
        SocketAddress::loopback(0),
        [&](const std::string& data, const SocketAddress& from) {
          dice.dawdle();
          try_to([&] { server.send_to(data, from, some_limit(dice)); });
        },
        {.most_handlers = 2});
    server.start();
    auto client = spawn([&] {
      Socket socket(SocketFamily::kIpv4, SocketType::kDatagram);
      socket.connect(server.address());
      for (int i = 0; i < 4; ++i) {
        try_to([&] { socket.send("x"); });
        std::array<char, 4> buffer{};
        try_to([&] { socket.receive(buffer, some_limit(dice).value_or(2ms)); });
      }
    });
    auto killer = kill_some({client}, dice);
    dice.dawdle();
    server.stop(std::chrono::milliseconds(dice(3)));
    join_all({client, killer});
  });
}

}  // namespace
}  // namespace gfetch::net
