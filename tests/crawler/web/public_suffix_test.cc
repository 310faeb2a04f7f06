#include "crawler/web/url/public_suffix.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::web {
namespace {

TEST(RegistrableDomain, IsWhatSomebodyRegistered) {
  EXPECT_EQ(registrable_domain("a.b.example.com"), "example.com");
  EXPECT_EQ(registrable_domain("example.com"), "example.com");
  EXPECT_EQ(registrable_domain("a.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable_domain("example.com."), "example.com");
  EXPECT_EQ(registrable_domain("xn--bcher-kva.de"), "xn--bcher-kva.de");
}

TEST(RegistrableDomain, NeighboursBelowASuffixAreStrangers) {
  EXPECT_EQ(registrable_domain("ann.github.io"), "ann.github.io");
  EXPECT_EQ(registrable_domain("www.ann.github.io"), "ann.github.io");
}

TEST(RegistrableDomain, WhatNobodyRegisteredIsItsOwn) {
  EXPECT_EQ(registrable_domain("localhost"), "localhost");
  EXPECT_EQ(registrable_domain("co.uk"), "co.uk");
  EXPECT_EQ(registrable_domain("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(registrable_domain("[::1]"), "[::1]");
  EXPECT_EQ(registrable_domain(""), "");
}

}  // namespace
}  // namespace gfetch::web
