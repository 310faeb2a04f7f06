#include "gfetch/net/address.h"

#include <gtest/gtest.h>

namespace gfetch::net {
namespace {

TEST(Address, ParsesAndPrintsTheUsualForms) {
  for (const char* text : {"127.0.0.1", "255.255.255.255", "::", "::1",
                           "2001:db8::8:800:200c:417a", "fe80::1"}) {
    const auto address = parse_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_string(*address), text);
  }
  EXPECT_EQ(parse_address("[::1]"), parse_address("::1"));
}

TEST(Address, RefusesEverythingElse) {
  for (const char* text :
       {"", "example.org", "127.1", "0177.0.0.1", "1.2.3.4.5", "256.1.1.1",
        "[127.0.0.1]", "[::1", "fe80::1%eth0", "::1:80:", "1.2.3.4:80",
        "0x7f.0.0.1", "2130706433"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

TEST(Address, T21KnowsPrivateRangesToTheirEdges) {
  struct Case {
    const char* text;
    bool is_private;
  };
  constexpr Case kCases[] = {
      {"0.0.0.0", true},
      {"0.255.255.255", true},
      {"1.0.0.0", false},
      {"9.255.255.255", false},
      {"10.0.0.0", true},
      {"10.255.255.255", true},
      {"11.0.0.0", false},
      {"100.63.255.255", false},
      {"100.64.0.0", true},
      {"100.127.255.255", true},
      {"100.128.0.0", false},
      {"127.0.0.1", true},
      {"127.255.255.255", true},
      {"128.0.0.0", false},
      {"169.254.169.254", true},
      {"169.253.255.255", false},
      {"172.15.255.255", false},
      {"172.16.0.0", true},
      {"172.31.255.255", true},
      {"172.32.0.0", false},
      {"192.0.0.8", true},
      {"192.0.1.0", false},
      {"192.0.2.1", true},
      {"192.167.255.255", false},
      {"192.168.0.1", true},
      {"192.169.0.0", false},
      {"198.17.255.255", false},
      {"168.63.129.15", false},
      {"168.63.129.16", true},
      {"168.63.129.17", false},
      {"::ffff:0:a00:1", true},
      {"::fffe:0:a00:1", false},
      {"198.18.0.0", true},
      {"198.19.255.255", true},
      {"198.20.0.0", false},
      {"198.51.100.7", true},
      {"203.0.113.7", true},
      {"223.255.255.255", false},
      {"224.0.0.1", true},
      {"255.255.255.255", true},
      {"93.184.216.34", false},
      {"::", true},
      {"::1", true},
      {"::7f00:1", true},
      {"::ffff:127.0.0.1", true},
      {"::ffff:8.8.8.8", true},
      {"64:ff9b::7f00:1", true},
      {"64:ff9b::10.0.0.1", true},
      {"64:ff9b::8.8.8.8", false},
      {"64:ff9b:1::1", true},
      {"100::1", true},
      {"2001::1", true},
      {"2001:200::1", false},
      {"2001:db8::1", true},
      {"2002:7f00:1::", true},
      {"2600::1", false},
      {"2a00:1450:4001::8", false},
      {"3fff::1", true},
      {"fbff::1", false},
      {"fc00::1", true},
      {"fdff::1", true},
      {"fe80::1", true},
      {"febf::1", true},
      {"fec0::1", true},
      {"ff02::1", true},
  };
  for (const Case& c : kCases) {
    const auto address = parse_address(c.text);
    ASSERT_TRUE(address) << c.text;
    EXPECT_EQ(is_private_address(*address), c.is_private) << c.text;
  }
}

/// A row of IANA's IPv4 or IPv6 special-purpose address registry: its first and
/// its last address.
struct Row {
  const char* first;
  const char* last;
};

// The registries as of 2025-10: every row, also those within another row.
constexpr Row kRegistries[] = {
    {"0.0.0.0", "0.255.255.255"},
    {"10.0.0.0", "10.255.255.255"},
    {"100.64.0.0", "100.127.255.255"},
    {"127.0.0.0", "127.255.255.255"},
    {"169.254.0.0", "169.254.255.255"},
    {"172.16.0.0", "172.31.255.255"},
    {"192.0.0.0", "192.0.0.255"},
    {"192.0.0.0", "192.0.0.7"},
    {"192.0.0.8", "192.0.0.8"},
    {"192.0.0.9", "192.0.0.9"},
    {"192.0.0.10", "192.0.0.10"},
    {"192.0.0.170", "192.0.0.171"},
    {"192.0.2.0", "192.0.2.255"},
    {"192.31.196.0", "192.31.196.255"},
    {"192.52.193.0", "192.52.193.255"},
    {"192.88.99.0", "192.88.99.255"},
    {"192.88.99.2", "192.88.99.2"},
    {"192.168.0.0", "192.168.255.255"},
    {"192.175.48.0", "192.175.48.255"},
    {"198.18.0.0", "198.19.255.255"},
    {"198.51.100.0", "198.51.100.255"},
    {"203.0.113.0", "203.0.113.255"},
    {"240.0.0.0", "255.255.255.255"},
    {"255.255.255.255", "255.255.255.255"},
    {"::1", "::1"},
    {"::", "::"},
    {"::ffff:0.0.0.0", "::ffff:255.255.255.255"},
    {"64:ff9b::", "64:ff9b::ffff:ffff"},
    {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"},
    {"100::", "100::ffff:ffff:ffff:ffff"},
    {"100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"},
    {"2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2001:1::1", "2001:1::3"},
    {"2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff"},
    {"2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff"},
    {"2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"},
    {"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
};

TEST(Address, X12_EveryRowOfTheRegistriesIsPrivateFromItsFirstToItsLast) {
  for (const Row& row : kRegistries) {
    EXPECT_TRUE(is_private_address(*parse_address(row.first))) << row.first;
    EXPECT_TRUE(is_private_address(*parse_address(row.last))) << row.last;
  }
}

TEST(Address, X12_TheNeighboursOfTheRowsArePublic) {
  for (const char* text :
       {"192.31.195.255", "192.31.197.0", "192.52.192.255", "192.52.194.0",
        "192.88.98.255", "192.88.100.0", "192.175.47.255", "192.175.49.0",
        "64:ff9b:0:0:0:1::", "64:ff9b:2::", "100:0:0:2::", "2001:200::",
        "2620:4f:7fff:ffff::", "2620:4f:8001::", "3fff:1000::", "5f01::"}) {
    EXPECT_FALSE(is_private_address(*parse_address(text))) << text;
  }
}

std::vector<std::string> sorted(std::vector<std::string> texts,
                                bool ipv6_reachable) {
  std::vector<IpAddress> addresses;
  for (const std::string& text : texts) {
    addresses.push_back(parse_address(text).value());
  }
  sort_addresses(addresses, ipv6_reachable);
  texts.clear();
  for (const IpAddress& address : addresses)
    texts.push_back(to_string(address));
  return texts;
}

TEST(Address, X12_KnowsTheHostOfACloudAndTranslatedAddresses) {
  for (const char* text : {"168.63.129.16", "::ffff:0:a9fe:a9fe"}) {
    EXPECT_TRUE(is_private_address(*parse_address(text))) << text;
  }
}

TEST(Address, SortsIpv6FirstWhereItIsReachable) {
  using List = std::vector<std::string>;
  const List answer = {"192.0.2.2", "2a00::2", "192.0.2.1", "2a00::1"};
  EXPECT_EQ(sorted(answer, true),
            (List{"2a00::2", "2a00::1", "192.0.2.2", "192.0.2.1"}));
  EXPECT_EQ(sorted(answer, false),
            (List{"192.0.2.2", "192.0.2.1", "2a00::2", "2a00::1"}));
}

TEST(Address, SortsByPrecedence) {
  using List = std::vector<std::string>;
  EXPECT_EQ(sorted({"fc00::1", "2002::1", "192.0.2.1", "2a00::1", "::1"}, true),
            (List{"::1", "2a00::1", "192.0.2.1", "2002::1", "fc00::1"}));
  EXPECT_EQ(sorted({"127.0.0.1", "::1"}, false), (List{"::1", "127.0.0.1"}));
}

}  // namespace
}  // namespace gfetch::net
