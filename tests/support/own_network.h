#pragma once
/// A network of a child's own, where any address can be had: tests that need
/// public ones send nothing out of the machine.
///
///   if (!own_network_available()) GTEST_SKIP() << "no network of our own";
///   EXPECT_EXIT(in_own_network({"93.184.216.34"}, [] { …; return true; }),
///               testing::ExitedWithCode(0), "");

#include <functional>
#include <string>
#include <vector>

namespace gfetch::test {

/// Whether this system lets us have one.
bool own_network_available();

/// To be called in a child without other threads: leaves the machine's network
/// for one with nothing but a loopback that has `addresses` (IPv4), too, tells
/// `story` and ends the process: with 0 if it went well.
[[noreturn]] void in_own_network(const std::vector<std::string>& addresses,
                                 const std::function<bool()>& story);

}  // namespace gfetch::test
