#include "crawler/web/charset/charset.h"

#include <gtest/gtest.h>

#include <string>

#include "crawler/web/html/meta_charset.h"

namespace gfetch::web {
namespace {

using namespace std::string_literals;

std::string name_for(std::string_view label) {
  const Encoding* encoding = encoding_labelled(label);
  return encoding == nullptr ? "none" : std::string(encoding->name);
}

std::string charset(std::string_view content_type, std::string_view head) {
  const Charset found =
      charset_of(parse_media_type(content_type), head, meta_prescan);
  return found.encoding == nullptr ? "none" : std::string(found.encoding->name);
}

std::string decoded(std::string_view label, std::string_view bytes) {
  return text_in(*encoding_labelled(label), bytes).value_or("no text");
}

TEST(EncodingLabelled, KnowsLabelsInAnyCaseWithBlanksAround) {
  EXPECT_EQ(name_for("utf8"), "UTF-8");
  EXPECT_EQ(name_for(" UTF-8\n"), "UTF-8");
  EXPECT_EQ(name_for("latin1"), "windows-1252");
  EXPECT_EQ(name_for("ISO-8859-1"), "windows-1252");
  EXPECT_EQ(name_for("us-ascii"), "windows-1252");
  EXPECT_EQ(name_for("gb2312"), "GBK");
  EXPECT_EQ(name_for("x-sjis"), "Shift_JIS");
  EXPECT_EQ(name_for("utf-16"), "UTF-16LE");
  EXPECT_EQ(name_for("utf-7"), "none");
  EXPECT_EQ(name_for(""), "none");
  EXPECT_EQ(name_for("utf-8 utf8"), "none");
}

TEST(ParseMediaType, ReadsEssenceAndCharset) {
  const MediaType type =
      parse_media_type(" Text/HTML ; version=1; CharSet=\"Latin\\1\" ");
  EXPECT_EQ(type.essence, "text/html");
  EXPECT_EQ(type.charset, "Latin1");
  EXPECT_TRUE(type.is_html());
  EXPECT_TRUE(type.is_text());
  EXPECT_EQ(parse_media_type("").essence, "");
  EXPECT_FALSE(parse_media_type("image/png").is_text());
  EXPECT_TRUE(parse_media_type("image/svg+xml").is_text());
  EXPECT_FALSE(parse_media_type("application/json").is_html());
}

TEST(CharsetOf, TheByteOrderMarkWins) {
  EXPECT_EQ(charset("text/html; charset=latin1", "\xEF\xBB\xBFx"), "UTF-8");
  EXPECT_EQ(charset("text/plain", "\xFE\xFF\0x"s), "UTF-16BE");
  EXPECT_EQ(charset("text/plain", "\xFF\xFEx\0"s), "UTF-16LE");
}

TEST(CharsetOf, ThenTheHeader) {
  EXPECT_EQ(charset("text/html; charset=koi8-r", "<meta charset=utf-8>"),
            "KOI8-R");
  EXPECT_EQ(charset("text/html; charset=nonsense", "<meta charset=utf-8>"),
            "UTF-8");
}

TEST(CharsetOf, JsonIsUtf8AndPlainTextMayBeAnything) {
  EXPECT_EQ(charset("application/json", "{}"), "UTF-8");
  EXPECT_EQ(charset("text/plain", "<meta charset=utf-8>"), "none");
}

struct MetaCase {
  const char* name;
  const char* head;
  const char* charset;
};

class MetaCharset : public testing::TestWithParam<MetaCase> {};

TEST_P(MetaCharset, IsFoundByThePrescan) {
  EXPECT_EQ(charset("text/html", GetParam().head), GetParam().charset);
}

INSTANTIATE_TEST_SUITE_P(
    Case, MetaCharset,
    testing::Values(
        MetaCase{"Plain", "<html><meta charset=latin1>", "windows-1252"},
        MetaCase{"Quoted", "<META name=x CHARSET = 'UTF-8' />", "UTF-8"},
        MetaCase{"HttpEquiv",
                 "<meta http-equiv=Content-Type "
                 "content=\"text/html; charset=gbk\">",
                 "GBK"},
        MetaCase{"ContentFirst",
                 "<meta content='a;charset=\"koi8-u\"' "
                 "http-equiv='content-type'>",
                 "KOI8-U"},
        MetaCase{"ContentOfSomethingElse",
                 "<meta name=description content='charset=gbk'>", "none"},
        MetaCase{"CharsetLater",
                 "<meta http-equiv=content-type "
                 "content='charset charset = big5'>",
                 "Big5"},
        MetaCase{"TheFirstKnown", "<meta charset=klingon><meta charset=euc-jp>",
                 "EUC-JP"},
        MetaCase{"TheFirstOfTwoAttributes", "<meta charset=euc-jp charset=gbk>",
                 "EUC-JP"},
        MetaCase{"InAComment", "<!-- <meta charset=gbk> --><p>", "none"},
        MetaCase{"AfterAShortComment", "<!--><meta charset=gbk>", "GBK"},
        MetaCase{"InAnAttribute", "<a b='<meta charset=gbk>'>", "none"},
        MetaCase{"InADeclaration",
                 "<!x <meta charset=gbk><?y <meta "
                 "charset=gbk>",
                 "none"},
        MetaCase{"EndTag", "</meta charset=gbk>", "none"},
        MetaCase{"LongerName", "<metal charset=gbk>", "none"},
        MetaCase{"Utf16CannotBe", "<meta charset=utf-16>", "UTF-8"},
        MetaCase{"UserDefined", "<meta charset=x-user-defined>",
                 "windows-1252"},
        MetaCase{"CutShort", "<meta charset=\"utf-", "none"},
        MetaCase{"Nothing", "", "none"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(CharsetOf, LooksAtTheFirstKilobyteForAMeta) {
  const std::string far(kPrescanLimit, ' ');
  EXPECT_EQ(charset("text/html", far + "<meta charset=gbk>"), "none");
}

TEST(TextIn, MakesUtf8) {
  EXPECT_EQ(decoded("utf-8", "caf\xC3\xA9"), "caf\u00e9");
  EXPECT_EQ(decoded("latin1", "caf\xE9 \x80"), "caf\u00e9 \u20ac");
  EXPECT_EQ(decoded("utf-16le", "a\0\x3D\xD8\x00\xDE"s), "a\U0001F600");
  EXPECT_EQ(decoded("shift_jis", "\x93\xFA\x96\x7B"), "\u65e5\u672c");
  EXPECT_EQ(decoded("euc-kr", "\xC7\xD1"), "\ud55c");
  EXPECT_EQ(decoded("gb2312", "\xD6\xD0"), "\u4e2d");
  EXPECT_EQ(decoded("koi8-r", "\xC1"), "\u0430");
  EXPECT_EQ(decoded("iso-2022-jp", "\x1B$B\x46\x7C\x1B(B!"), "\u65e5!");
}

TEST(TextIn, GivesNothingForWhatIsBroken) {
  EXPECT_EQ(decoded("utf-8", "caf\xE9"), "no text");
  EXPECT_EQ(decoded("utf-16le", "a"), "no text");
  EXPECT_EQ(decoded("shift_jis", "\x93"), "no text");
  EXPECT_EQ(decoded("iso-2022-kr", "a"), "no text");
}

TEST(TextDecoder, TakesACharacterInTwoPieces) {
  TextDecoder decoder(*encoding_labelled("utf-16be"));
  std::string text;
  decoder.decode("\0a\xD8"s, text);
  decoder.decode("\x3D\xDE"s, text);
  decoder.decode("\0"s, text, true);
  EXPECT_EQ(text, "a\U0001F600");
  EXPECT_TRUE(decoder.lossless());
}

TEST(TextDecoder, ReplacesWhatIsBroken) {
  TextDecoder decoder(*encoding_labelled("euc-jp"));
  std::string text;
  decoder.decode("a\xFF\x62", text, true);
  EXPECT_EQ(text, "a\uFFFD\x62");
  EXPECT_FALSE(decoder.lossless());
}

TEST(TextDecoder, OpensAConverterForEveryEncodingItPromises) {
  for (const char* label :
       {"ibm866",       "latin2",       "latin3",         "latin4",
        "cyrillic",     "arabic",       "greek",          "hebrew",
        "logical",      "latin6",       "iso-8859-13",    "iso-8859-14",
        "iso-8859-15",  "koi8-r",       "koi8-u",         "macintosh",
        "windows-874",  "windows-1250", "windows-1251",   "windows-1252",
        "windows-1253", "windows-1254", "windows-1255",   "windows-1256",
        "windows-1257", "windows-1258", "x-mac-cyrillic", "gbk",
        "gb18030",      "big5",         "euc-jp",         "iso-2022-jp",
        "shift_jis",    "euc-kr"}) {
    EXPECT_EQ(decoded(label, "plain"), "plain") << label;
  }
}

}  // namespace
}  // namespace gfetch::web
