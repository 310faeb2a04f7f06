#include "engine/http_server/src/web_socket_frames.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/http_server/src/sha1.h"

namespace gfetch::http::server {
namespace {

using namespace std::string_literals;

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

TEST(Sha1, TheExamplesOfItsStandard) {
  EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(sha1("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(
      hex(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(hex(sha1(std::string(1'000'000, 'a'))),
            "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(WebSocketFrames, TheKeyOfTheStandard) {
  EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketFrames, ReadsTheHeadOfAFrame) {
  int error = 0;
  const std::string hello = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s;
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_FALSE(parse_frame_head(hello.substr(0, i), error)) << i;
    EXPECT_EQ(error, 0) << i;
  }
  const auto head = parse_frame_head(hello, error);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->opcode, Opcode::kText);
  EXPECT_TRUE(head->final);
  EXPECT_EQ(head->length, 5U);
  EXPECT_EQ(head->size, 6U);
  std::string payload = hello.substr(6);
  unmask(payload.data(), 2, head->mask, 0);
  unmask(payload.data() + 2, 3, head->mask, 2);
  EXPECT_EQ(payload, "Hello");
}

TEST(WebSocketFrames, LengthsOfAllSizes) {
  int error = 0;
  EXPECT_EQ(parse_frame_head("\x82\xfe\x01\x00mask"s, error)->length, 256U);
  EXPECT_EQ(parse_frame_head("\x82\xff\0\0\0\0\0\x01\0\0mask"s, error)->length,
            65'536U);
  EXPECT_EQ(hex(frame_head(Opcode::kText, 5)), "8105");
  EXPECT_EQ(hex(frame_head(Opcode::kBinary, 256)), "827e0100");
  EXPECT_EQ(hex(frame_head(Opcode::kBinary, 65'536)), "827f0000000000010000");
}

TEST(WebSocketFrames, RefusesWhatBreaksARule) {
  for (const std::string& frame :
       {"\x81\x05"s, "\xc1\x85mask"s, "\xa1\x85mask"s, "\x91\x85mask"s,
        "\x83\x85mask"s, "\x8b\x85mask"s, "\x09\x85mask"s,
        "\x89\xfe\0\x7emask"s, "\x82\xfe\0\x7dmask"s,
        "\x82\xff\0\0\0\0\0\0\xff\xffmask"s,
        "\x82\xff\x80\0\0\0\0\0\0\0mask"s}) {
    int error = 0;
    EXPECT_FALSE(parse_frame_head(frame, error)) << hex(frame);
    EXPECT_EQ(error, 1002) << hex(frame);
  }
}

TEST(WebSocketFrames, PutsFragmentsTogether) {
  MessageAssembler assembler(10);
  int error = 0;
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kText, .final = false}), 0);
  assembler.add("\xc3");
  EXPECT_FALSE(assembler.end(error));
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kContinuation}), 0);
  assembler.add("\xbc");
  EXPECT_TRUE(assembler.end(error));
  EXPECT_EQ(error, 0);
  EXPECT_TRUE(assembler.text());
  EXPECT_EQ(assembler.take(), "\xc3\xbc");
}

TEST(WebSocketFrames, RefusesFragmentsOutOfOrderAndTooMuch) {
  MessageAssembler assembler(10);
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kContinuation}), 1002);
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kText, .length = 11}), 1009);
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kText, .length = ~0ULL}), 1009);
  EXPECT_EQ(
      assembler.begin({.opcode = Opcode::kBinary, .final = false, .length = 6}),
      0);
  assembler.add("123456");
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kText}), 1002);
  EXPECT_EQ(assembler.begin({.opcode = Opcode::kContinuation, .length = 5}),
            1009);
}

TEST(WebSocketFrames, BadTextIsFound) {
  MessageAssembler assembler(10);
  int error = 0;
  assembler.begin({.opcode = Opcode::kText});
  assembler.add("\xff");
  EXPECT_TRUE(assembler.end(error));
  EXPECT_EQ(error, 1007);
}

TEST(WebSocketFrames, CodesOfAClose) {
  EXPECT_EQ(close_code_of(""), 1005);
  EXPECT_EQ(close_code_of("\x03\xe8"), 1000);
  EXPECT_EQ(close_code_of("\x0f\xa0gone"), 4000);
  for (const std::string& bad :
       {"\x03"s, "\x03\xec"s, "\x03\xed"s, "\x03\xee"s, "\x03\xf7"s,
        "\x0b\xb7"s, "\x13\x88"s, "\0\0"s, "\x03\xe8\xff"s}) {
    EXPECT_EQ(close_code_of(bad), std::nullopt) << hex(bad);
  }
}

}  // namespace
}  // namespace gfetch::http::server
