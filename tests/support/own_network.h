#pragma once
/// A private network namespace for a child process, in which any IP address can
/// be assigned. So tests with public addresses send no packet out of the
/// machine.
///
///   if (!own_network_available()) GTEST_SKIP() << "no network of our own";
///   EXPECT_EXIT(in_own_network({"93.184.216.34"}, [] { …; return true; }),
///               testing::ExitedWithCode(0), "");

#include <functional>
#include <string>
#include <vector>

namespace gfetch::test {

/// Returns true if this system permits a private network namespace.
bool own_network_available();

/// Enters a new network namespace that has only a loopback interface, with
/// `addresses` (IPv4) added to it. Then runs `story` and exits, with 0 if
/// `story` returned true. Must be called in a child process with a single
/// thread.
[[noreturn]] void in_own_network(const std::vector<std::string>& addresses,
                                 const std::function<bool()>& story);

}  // namespace gfetch::test
