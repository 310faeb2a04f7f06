#include "engine/net/src/hosts_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

namespace gfetch::net {
namespace {

using std::chrono::seconds;

std::vector<IpAddress> addresses(std::initializer_list<const char*> texts) {
  std::vector<IpAddress> result;
  for (const char* text : texts) result.push_back(*parse_address(text));
  return result;
}

TEST(HostsFile, ParsesNamesCommentsAndBlanks) {
  HostsTable table = parse_hosts(
      "# comment\n"
      "127.0.0.1\tlocalhost Local.Example # me\r\n"
      "   ::1 localhost ip6\n"
      "127.0.0.1 localhost\n"
      "not-an-address host\n"
      "\n"
      "10.0.0.7 last");
  EXPECT_EQ(table.size(), 4U);
  EXPECT_EQ(table["localhost"], addresses({"127.0.0.1", "::1"}));
  EXPECT_EQ(table["local.example"], addresses({"127.0.0.1"}));
  EXPECT_EQ(table["ip6"], addresses({"::1"}));
  EXPECT_EQ(table["last"], addresses({"10.0.0.7"}));
}

TEST(HostsFile, IsReadAgainWhenItChanges) {
  std::string path = testing::TempDir() + "hosts-XXXXXX";
  close(mkstemp(path.data()));
  const auto write = [&](const char* text) { std::ofstream(path) << text; };
  write("10.0.0.1 a\n");
  HostsFile hosts(path);
  TimePoint now{};
  ASSERT_NE(hosts.find("a", now), nullptr);
  write("10.0.0.2 other\n");
  EXPECT_NE(hosts.find("a", now + seconds(0)), nullptr) << "not looked yet";
  EXPECT_EQ(hosts.find("a", now + seconds(2)), nullptr);
  EXPECT_NE(hosts.find("other", now + seconds(2)), nullptr);
  unlink(path.c_str());
  EXPECT_EQ(hosts.find("other", now + seconds(4)), nullptr);
}

}  // namespace
}  // namespace gfetch::net
