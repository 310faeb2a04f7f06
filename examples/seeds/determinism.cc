// Fibers of equal delay finish in the order they started: four runs of one
// pool give four equal lists.

#include <chrono>
#include <cstdio>
#include <numeric>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

namespace {

int echo(int i) {
  gfetch::sleep_for(1ms);
  return i;
}

std::vector<int> run(gfetch::Pool& pool) {
  std::vector<int> inputs(10);
  std::iota(inputs.begin(), inputs.end(), 0);
  std::vector<int> outputs;
  auto results = pool.imap_unordered(echo, inputs);
  while (auto i = results.next()) outputs.push_back(*i);
  return outputs;
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Pool p(10);
  const auto run1 = run(p);
  const auto run2 = run(p);
  const auto run3 = run(p);
  const auto run4 = run(p);
  std::puts(run1 == run2 && run2 == run3 && run3 == run4 ? "True" : "False");
}
