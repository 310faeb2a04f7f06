// A semaphore shares two connections among five clients. A recursive lock
// protects an account: a fiber that holds it may lock it again.

#include "gfetch/fiber/semaphore.h"

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

void use_a_connection(int client) {
  std::printf("client %d connects\n", client);
  gfetch::sleep_for(1s);
}

class Account {
 public:
  void deposit(int amount) {
    const gfetch::RLockGuard guard(lock_);
    const int before = balance_;
    gfetch::sleep_for(1s);  // no other fiber can enter
    balance_ = before + amount;
  }
  void deposit_twice(int amount) {
    const gfetch::RLockGuard guard(lock_);
    deposit(amount);  // takes the lock again
    deposit(amount);
  }
  int balance() const { return balance_; }

 private:
  gfetch::RLock lock_;
  int balance_ = 0;
};

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Group clients;
  gfetch::Semaphore connections(2);
  for (int client = 1; client <= 5; ++client) {
    clients.spawn([&connections, client] {
      {
        const gfetch::SemaphoreGuard guard(connections);
        use_a_connection(client);
      }  // releases the permit
      std::printf("client %d is done\n", client);
    });
  }
  clients.join();

  Account account;
  for (int i = 0; i < 3; ++i) clients.spawn([&] { account.deposit_twice(10); });
  clients.join();
  std::printf("balance %d\n", account.balance());
}
