// Runs the engine's half of a scenario; scripts/ has the half for gevent.
//
//   differential NAME
//   differential --list
#include <algorithm>
#include <iostream>

#include "tests/differential/scenario.h"

namespace gfetch::differential {

std::vector<Scenario>& scenarios() {
  static std::vector<Scenario> all;
  return all;
}

std::string what(const std::exception_ptr& exception) {
  if (!exception) return "";
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "no std::exception";
  }
}

namespace {

int list() {
  for (const Scenario& scenario : scenarios()) {
    std::cout << scenario.name << '\n';
  }
  return 0;
}

int run(std::string_view name) {
  const auto scenario =
      std::find_if(scenarios().begin(), scenarios().end(),
                   [name](const auto& each) { return each.name == name; });
  if (scenario == scenarios().end()) {
    std::cerr << "differential: no such scenario: " << name << '\n';
    return 2;
  }
  Hub hub({.clock = scenario->clock});
  scenario->run();
  return 0;
}

}  // namespace
}  // namespace gfetch::differential

int main(int argc, char** argv) {
  using namespace gfetch::differential;
  if (argc != 2) {
    std::cerr << "usage: differential NAME | --list\n";
    return 2;
  }
  const std::string_view name = argv[1];
  return name == "--list" ? list() : run(name);
}
