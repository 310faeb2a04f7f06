// Scenarios of sockets, of servers on them, and of poll.
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/poll.h"
#include "gfetch/net/datagram_server.h"
#include "gfetch/net/socket.h"
#include "gfetch/net/stream_server.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

using net::Socket;
using net::SocketAddress;
using net::SocketError;

std::string receive(net::Stream& from, std::size_t most) {
  std::string bytes(most, '\0');
  bytes.resize(from.receive(bytes));
  return bytes;
}

const SocketAddress kAnywhere = SocketAddress::loopback(0);

/// Connects to `address`, and sends `text`.
Socket client_of(const SocketAddress& address, std::string_view text) {
  Socket client = net::create_connection(address);
  client.send_all(text);
  return client;
}

}  // namespace

SCENARIO(socket_timeouts) {
  auto [here, there] = net::socket_pair();
  here.timeout(20ms);
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      print(receive(here, 10));
    } catch (const net::SocketTimeout&) {
      print("timed out", attempt);
    }
  }
  const auto late = [&there = there] {
    sleep_for(10ms);
    there.send_all("late");
  };
  spawn(late);
  print(receive(here, 10));
  here.timeout(std::nullopt);
  spawn(late);
  print(receive(here, 10));
}

SCENARIO(socket_close_wakes) {
  auto [here, there] = net::socket_pair();
  Socket listener = net::listen_on(kAnywhere);
  const auto call = [](const char* name, const auto& function) {
    try {
      function();
      print(name);
    } catch (const SocketError& error) {
      print(name, error.system_error() == EBADF);
    }
  };
  const auto read = [&here = here] { receive(here, 10); };
  const std::vector<AnyFiber> fibers = {
      spawn([&] { call("reader", read); }),
      spawn([&] { call("accepting", [&] { listener.accept(); }); })};
  sleep_for(10ms);
  here.close();
  print("closed one");
  listener.close();
  print("closed both");
  join_all(fibers);
  call("later", read);
}

SCENARIO(socket_concurrent_read) {
  auto [here, there] = net::socket_pair();
  const auto read = [&here = here](const char* name) {
    try {
      print(name, receive(here, 10));
    } catch (const net::ConcurrentUse&) {
      print(name, "refused");
    }
  };
  auto first = spawn(read, "first");
  yield();
  auto second = spawn(read, "second");
  second.join();
  here.send_all("the other direction");
  print(receive(there, 100));
  there.send_all("data");
  first.join();
  auto third = spawn(read, "third");
  yield();
  there.send_all("more");
  third.join();
}

SCENARIO(socket_ready_runs_on) {
  auto [here, there] = net::socket_pair();
  there.send_all("abc");
  spawn([] { print("other"); });
  print(receive(here, 1));
  print(receive(here, 1));
  here.send_all("x");
  print(receive(there, 1));
  yield();
  print("slept");
  print(receive(here, 1));
}

SCENARIO(socket_half_closed) {
  auto [here, there] = net::socket_pair();
  auto fiber = spawn([&there = there] {
    std::string question;
    for (std::string piece; !(piece = receive(there, 4)).empty();) {
      question += piece;
    }
    print("asked", question);
    there.send_all("answer to " + question);
    there.close();
  });
  here.send_all("question");
  here.shutdown(net::Half::kWrite);
  try {
    here.send_all("more");
  } catch (const SocketError& error) {
    print(error.system_error() == EPIPE);
  }
  std::string text;
  for (std::string piece; !(piece = receive(here, 4)).empty();) text += piece;
  print(text);
  print(receive(here, 4).empty());
  fiber.join();
}

SCENARIO(socket_killed_reader) {
  auto [here, there] = net::socket_pair();
  const auto read = [&here = here](const char* name) {
    try {
      print(name, receive(here, 10));
    } catch (const FiberExit&) {
      print(name, "killed");
      throw;
    }
  };
  auto reader = spawn(read, "first");
  yield();
  reader.kill();
  print(reader.ready());
  if (!with_timeout(10ms, [&here = here] { receive(here, 10); })) {
    print("expired");
  }
  reader = spawn(read, "second");
  yield();
  there.send_all("data");
  reader.join();
}

SCENARIO(socket_sendall_waits) {
  auto [here, there] = net::socket_pair();
  const std::size_t size = 4'000'000;
  auto sender = spawn([&here = here] {
    here.send_all(std::string(size, 'x'));
    print("sent");
    here.close();
  });
  auto reader = spawn([&here = here] { print("back", receive(here, 10)); });
  sleep_for(10ms);
  print(sender.ready());
  there.send_all("hi");
  reader.join();
  std::size_t got = 0;
  while (const std::size_t piece = receive(there, 65'536).size()) got += piece;
  sender.join();
  print(got == size);
}

SCENARIO(socket_refused) {
  Socket probe(net::SocketFamily::kIpv4, net::SocketType::kStream);
  probe.bind(kAnywhere);
  const SocketAddress address = probe.local_address();
  probe.close();
  try {
    net::create_connection(address);
    print("connected");
  } catch (const SocketError& error) {
    print(error.system_error() == ECONNREFUSED);
  }
  Socket alone(net::SocketFamily::kIpv4, net::SocketType::kStream);
  try {
    alone.peer_address();
  } catch (const SocketError& error) {
    print(error.system_error() == ENOTCONN);
  }
  try {
    alone.send_all("x");
  } catch (const SocketError& error) {
    print(error.system_error() == EPIPE);
  }
}

SCENARIO(server_pool) {
  std::array<Event, 3> go;
  net::StreamServer server(kAnywhere,
                           [&](net::Stream& peer, const SocketAddress&) {
                             const int number = std::stoi(receive(peer, 1));
                             print("begin", number);
                             go.at(static_cast<std::size_t>(number)).wait();
                             print("end", number);
                             peer.send_all("bye");
                           },
                           {.most_handlers = 2});
  server.start();
  print(server.started());
  std::vector<Socket> clients;
  for (int number = 0; number < 3; ++number) {
    clients.push_back(client_of(server.address(), std::to_string(number)));
    sleep_for(10ms);
  }
  print(server.handlers().full(), server.handlers().size());
  go[1].set();
  sleep_for(10ms);
  const std::string bye = receive(clients[1], 10);
  print(bye, receive(clients[1], 10).empty());
  go[0].set();
  go[2].set();
  print(receive(clients[0], 10));
  print(receive(clients[2], 10));
  server.stop();
  print(server.started());
}

SCENARIO(server_stop_kills) {
  net::StreamServer server(kAnywhere,
                           [](net::Stream& peer, const SocketAddress&) {
                             const double naps = std::stod(receive(peer, 10));
                             try {
                               sleep_for(std::chrono::duration<double>(naps));
                               peer.send_all("done");
                               print("done");
                             } catch (const FiberExit&) {
                               print("killed");
                               throw;
                             }
                           });
  server.start();
  std::vector<Socket> clients;
  for (const char* naps : {"0.05", "10"}) {
    clients.push_back(client_of(server.address(), naps));
  }
  sleep_for(10ms);
  const SocketAddress address = server.address();
  auto stopping = spawn([&] { server.stop(100ms); });
  sleep_for(10ms);
  try {
    net::create_connection(address);
    print("connected");
  } catch (const SocketError& error) {
    print(error.system_error() == ECONNREFUSED);
  }
  stopping.join();
  print(receive(clients[0], 10));
  print(receive(clients[1], 10).empty());
}

SCENARIO(server_forever) {
  net::StreamServer server(kAnywhere,
                           [&](net::Stream& peer, const SocketAddress&) {
                             if (receive(peer, 10) == "stop")
                               spawn([&] { server.stop(); });
                             peer.send_all("as you wish");
                           });
  const auto ask = [&](const char* text) {
    Socket client = client_of(server.address(), text);
    print(receive(client, 100));
    print(receive(client, 100).empty());
  };
  auto driver = spawn([&] {
    sleep_for(10ms);
    ask("hello");
    ask("stop");
  });
  server.run();
  print("ended");
  driver.join();
}

SCENARIO(server_datagrams) {
  net::DatagramServer server(
      kAnywhere, [&](const std::string& data, const SocketAddress& from) {
        print("got", data);
        server.send_to("Received " + data, from);
      });
  server.start();
  Socket client(net::SocketFamily::kIpv4, net::SocketType::kDatagram);
  client.connect(server.address());
  client.timeout(5s);
  for (const char* text : {"one", "", "two"}) {
    client.send(text);
    print(receive(client, 100));
  }
  server.stop();
  client.send("nobody");
  try {
    receive(client, 10);
  } catch (const SocketError& error) {
    if (error.system_error() == ECONNREFUSED) print("refused");
  }
}

SCENARIO(select_poll) {
  auto [here, there] = net::socket_pair();
  Poll poll;
  poll.add(here.fd(), PollFor::kReadable);
  print(poll.wait(10ms).size());
  spawn([&there = there] {
    sleep_for(10ms);
    there.send_all("x");
  });
  for (const Polled& ready : poll.wait()) {
    print(ready.fd == here.fd(), ready.readable, ready.writable);
  }
  poll.modify(here.fd(), PollFor::kWritable);
  for (const Polled& ready : poll.wait()) {
    print(ready.readable, ready.writable);
  }
  poll.add(here.fd());
  for (const Polled& ready : poll.wait()) {
    print(ready.readable, ready.writable);
  }
  poll.remove(here.fd());
  print(poll.wait(10ms).size());
  try {
    poll.remove(here.fd());
  } catch (const std::out_of_range&) {
    print("unknown");
  }
}

}  // namespace gfetch::differential
