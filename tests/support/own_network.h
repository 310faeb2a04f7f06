#pragma once
/// A private network namespace for a child process, in which any address can be
/// assigned. Tests with public addresses send nothing out of the machine.
///
///   if (!own_network_available()) GTEST_SKIP() << "no network of our own";
///   EXPECT_EXIT(in_own_network({"93.184.216.34"}, [] { …; return true; }),
///               testing::ExitedWithCode(0), "");

#include <functional>
#include <string>
#include <vector>

namespace gfetch::test {

/// True when this system allows a private network namespace.
bool own_network_available();

/// Enters a new network namespace that has only a loopback interface, to which
/// it adds `addresses` (IPv4). Then runs `story` and exits, with 0 if `story`
/// returned true. Call it in a child process without other threads.
[[noreturn]] void in_own_network(const std::vector<std::string>& addresses,
                                 const std::function<bool()>& story);

}  // namespace gfetch::test
