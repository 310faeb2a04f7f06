// Shows the state of a fiber through its handle. An exception stays inside the
// fiber that threw it until another fiber gets its result.

#include <cstdio>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace {

std::string win() {
  return "You win!";
}

std::string fail() {
  throw std::runtime_error("You fail at failing.");
}

const char* word(bool truth) {
  return truth ? "True" : "False";
}

void print_value(const gfetch::Fiber<std::string>& fiber) {
  std::puts(fiber.value().value_or("None").c_str());
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto winner = gfetch::spawn(win);
  auto loser = gfetch::spawn(fail);

  std::puts(word(winner.started()));
  std::puts(word(loser.started()));

  try {
    gfetch::join_all({winner, loser});
  } catch (const std::exception&) {
    std::puts("This will never be reached");
  }

  print_value(winner);
  print_value(loser);
  std::puts(word(winner.ready()));
  std::puts(word(loser.ready()));
  std::puts(word(winner.successful()));
  std::puts(word(loser.successful()));

  try {
    loser.get();
  } catch (const std::exception& failure) {
    std::puts(failure.what());
  }
}
