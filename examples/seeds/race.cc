// A race: two fibers read a balance, yield, and write what they have computed,
// so that one of them may overwrite the other's deposit. In the usual order of
// fibers nothing is lost, and no test would notice. A shuffle seed finds an
// order in which an update is lost; the schedule of that run shows it again. A
// lock mends the program, and so does a fiber that owns the balance and is sent
// messages.

#include <cstdint>
#include <cstdio>
#include <optional>
#include <vector>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/semaphore.h"

namespace {

constexpr std::uint64_t kSeeds = 100;
constexpr int kFirst = 10;
constexpr int kSecond = 20;

/// Adds to the balance across a yield: here an update can be lost.
void add(int& balance, int amount) {
  const int seen = balance;
  gfetch::yield();  // any call that blocks: a query, a log, a socket
  balance = seen + amount;
}

/// Has two fibers make a deposit each; the second has other work to do before.
template <class Deposit>
void two_deposits(Deposit deposit) {
  const std::vector<gfetch::Fiber<void>> tellers = {
      gfetch::spawn([&] { deposit(kFirst); }), gfetch::spawn([&] {
        gfetch::yield();
        deposit(kSecond);
      })};
  gfetch::join_all(tellers);
}

int racing() {
  int balance = 0;
  two_deposits([&](int amount) { add(balance, amount); });
  return balance;
}

int with_a_lock() {
  int balance = 0;
  gfetch::Semaphore lock(1);
  two_deposits([&](int amount) {
    const gfetch::SemaphoreGuard guard(lock);
    add(balance, amount);
  });
  return balance;
}

class Account : public gfetch::Actor<int> {
 public:
  int balance() const { return balance_; }

 private:
  void receive(int amount) override { add(balance_, amount); }

  int balance_ = 0;
};

int with_messages() {
  Account account;
  account.start();
  two_deposits([&](int amount) { account.send(amount); });
  account.finish();
  return account.balance();
}

struct Run {
  int balance = 0;
  std::vector<std::uint32_t> schedule = {};
};

Run run(int (*bank)(), const gfetch::HubOptions& options) {
  gfetch::Hub hub(options);
  const int balance = bank();
  return {balance, hub.schedule()};
}

/// Returns the first run that loses an update, if a seed finds one.
std::optional<Run> find_loss(int (*bank)()) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Run tried = run(bank, {.shuffle_seed = seed});
    if (tried.balance != kFirst + kSecond) return tried;
  }
  return std::nullopt;
}

const char* verdict(const std::optional<Run>& loss) {
  return loss ? "an update is lost" : "nothing is lost";
}

}  // namespace

int main() {
  std::printf("in the usual order: %d\n", run(&racing, {}).balance);
  const std::optional<Run> loss = find_loss(&racing);
  std::printf("shuffled: %s\n", verdict(loss));
  if (loss) {
    const Run again = run(&racing, {.replay = loss->schedule});
    std::printf("replayed: %s\n",
                again.balance == loss->balance ? "the same" : "another end");
  }
  std::printf("shuffled, with a lock: %s\n", verdict(find_loss(&with_a_lock)));
  std::printf("shuffled, with messages: %s\n",
              verdict(find_loss(&with_messages)));
}
