#include "crawler/crawl/seed/seed_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "gfetch/crawl/visitor_options.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/support/temp_dir.h"

namespace gfetch::crawl {
namespace {

class SeedReaderTest : public testing::Test {
 protected:
  std::string write(const std::string& name, std::string_view text) {
    return dir_.write(name, text);
  }

  SeedReader read_file(const std::string& path,
                       SeedReaderOptions options = {}) {
    std::vector<SeedInput> inputs;
    inputs.push_back(std::move(*SeedInput::file(path)));
    return SeedReader(std::move(inputs), options);
  }

  static SeedReader read_arguments(std::vector<std::string> urls,
                                   SeedReaderOptions options = {}) {
    std::vector<SeedInput> inputs;
    inputs.push_back(SeedInput::arguments(std::move(urls)));
    return SeedReader(std::move(inputs), options);
  }

  // Formats a seed as `input url`, or a bad line as `input: error`.
  static std::string said(const Seed& seed) {
    if (const auto* candidate = std::get_if<Candidate>(&seed)) {
      return candidate->input + ' ' + candidate->url.href();
    }
    const auto& line = std::get<BadLine>(seed);
    return line.input + ": " + std::string(name_of(line.error.kind));
  }

  static std::vector<std::string> all(SeedReader& seeds) {
    std::vector<std::string> all;
    while (const auto seed = seeds.next()) all.push_back(said(*seed));
    return all;
  }

  using Lines = std::vector<std::string>;

  Hub hub_;
  test::TempDir dir_;
};

TEST_F(SeedReaderTest, ReadsArgumentsThenFilesInOrder) {
  const std::string one = write("one", "http://b/\n\n# x\nc.example\n");
  const std::string two = write("two", "http://d/");
  std::vector<SeedInput> inputs;
  inputs.push_back(SeedInput::arguments({"http://a/", "#x", "a b"}));
  inputs.push_back(std::move(*SeedInput::file(one)));
  inputs.push_back(std::move(*SeedInput::file(two)));
  SeedReader seeds(std::move(inputs));
  EXPECT_EQ(all(seeds),
            (Lines{"argv:1 http://a/", "argv:2: bad_url", "argv:3: bad_url",
                   one + ":1 http://b/", one + ":4 http://c.example/",
                   two + ":1 http://d/"}));
  EXPECT_FALSE(seeds.error());
}

TEST_F(SeedReaderTest, MakesARecordOfEachBadLine) {
  SeedReader seeds =
      read_file(write("list",
                      "http://u:pw@h:99999/\r\nftp://x/\n{\"url\": 1}\n"
                      "{\"url\": \"http://[\", \"id\": 7}\nhttp://a/\n"));
  const std::optional<Seed> first = seeds.next();
  ASSERT_TRUE(first && std::holds_alternative<BadLine>(*first));
  EXPECT_EQ(std::get<BadLine>(*first).text, "http://u:***@h:99999/");
  EXPECT_EQ(said(*seeds.next()).substr(dir_.path().string().size()),
            "/list:2: unsupported_scheme");
  EXPECT_TRUE(std::holds_alternative<BadLine>(*seeds.next()));
  const std::optional<Seed> fourth = seeds.next();
  EXPECT_EQ(std::get<BadLine>(*fourth).id, "7");
  EXPECT_EQ(std::get<Candidate>(*seeds.next()).url.href(), "http://a/");
  EXPECT_FALSE(seeds.next());
}

TEST_F(SeedReaderTest, RefusesANulWithItsLineNumber) {
  const std::string path =
      write("list", std::string_view("http://a/\nhttp://b/\0c\nhttp://d/", 30));
  SeedReader seeds = read_file(path);
  EXPECT_EQ(all(seeds), (Lines{path + ":1 http://a/", path + ":2: bad_url",
                               path + ":3 http://d/"}));
}

TEST_F(SeedReaderTest, CarriesWhatAJsonLineSays) {
  SeedReader seeds =
      read_file(write("list", R"({"url": "a/", "id": "x", "method": "HEAD"})"));
  const Candidate candidate = std::get<Candidate>(*seeds.next());
  EXPECT_EQ(candidate.url.href(), "http://a/");
  EXPECT_EQ(candidate.id, "x");
  EXPECT_EQ(candidate.overrides->method, "HEAD");
}

TEST_F(SeedReaderTest, ExpandsPatternsOnlyWhenTold) {
  SeedReader expanding = read_arguments(
      {"http://h/{a,b}/[8-9]", "http://h/[", "http://z/"}, {.expand = true});
  EXPECT_EQ(all(expanding), (Lines{"argv:1 http://h/a/8", "argv:1 http://h/a/9",
                                   "argv:1 http://h/b/8", "argv:1 http://h/b/9",
                                   "argv:2: bad_url", "argv:3 http://z/"}));
  SeedReader plain = read_arguments({"http://h/{a,b}"});
  EXPECT_EQ(all(plain), (Lines{"argv:1 http://h/%7Ba,b%7D"}));
}

TEST_F(SeedReaderTest, ExpandsALineOfAFileLazily) {
  SeedReader seeds =
      read_file(write("list", "http://h/[1-1000000000]\n"), {.expand = true});
  EXPECT_EQ(std::get<Candidate>(*seeds.next()).url.href(), "http://h/1");
  EXPECT_EQ(std::get<Candidate>(*seeds.next()).url.href(), "http://h/2");
}

TEST_F(SeedReaderTest, ReadsSitemapsOfXmlAndOfLines) {
  const std::string xml =
      write("xml",
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\n"
            "<url><loc> http://a/?x=1&amp;y=2 </loc></url>\n"
            "<url><loc>ftp://a/</loc></url>\n</urlset>\n");
  SeedReader seeds = read_file(xml, {.sitemaps = true});
  EXPECT_EQ(all(seeds), (Lines{xml + ":2 http://a/?x=1&y=2",
                               xml + ":3: unsupported_scheme"}));
  const std::string list = write("list", "\nhttp://a/1\nhttp://a/2");
  SeedReader lines = read_file(list, {.sitemaps = true});
  EXPECT_EQ(all(lines),
            (Lines{list + ":2 http://a/1", list + ":3 http://a/2"}));
}

TEST_F(SeedReaderTest, ASitemapThatNamesNothingIsABadLine) {
  const std::string path = write("page", "<html><p>not found</html>");
  SeedReader seeds = read_file(path, {.sitemaps = true});
  EXPECT_EQ(all(seeds), Lines{path + ": bad_url"});
}

TEST_F(SeedReaderTest, ASitemapBeyondItsBoundIsCutAndSaidSo) {
  std::string list;
  for (int i = 0; i < 50'001; ++i) {
    list += "http://a/" + std::to_string(i) + '\n';
  }
  const std::string path = write("list", list);
  SeedReader seeds = read_file(path, {.sitemaps = true});
  const Lines all = this->all(seeds);
  ASSERT_EQ(all.size(), 50'001U);
  EXPECT_EQ(all[49'999], path + ":50000 http://a/49999");
  EXPECT_EQ(all.back(), path + ": bad_url");
}

TEST_F(SeedReaderTest, ADamagedSitemapIsReadAsFarAsItGoesAndSaidSo) {
  const std::string path =
      write("cut",
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\n"
            "<url><loc>http://a/1</loc></url><url><lo");
  SeedReader seeds = read_file(path, {.sitemaps = true});
  EXPECT_EQ(all(seeds), (Lines{path + ":2 http://a/1", path + ": bad_url"}));
}

TEST_F(SeedReaderTest, SitemapsLeaveArgumentsAlone) {
  SeedReader seeds = read_arguments({"http://a/map.xml"}, {.sitemaps = true});
  EXPECT_EQ(all(seeds), Lines{"argv:1 http://a/map.xml"});
}

TEST_F(SeedReaderTest, SaysWhichFileItCannotRead) {
  const auto missing = SeedInput::file(dir_.path() / "none");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("/none: No such file"),
            std::string::npos)
      << missing.error().message;
  const auto folder = SeedInput::file(dir_.path());
  ASSERT_FALSE(folder);
  EXPECT_NE(folder.error().message.find("Is a directory"), std::string::npos);
}

TEST_F(SeedReaderTest, KeepsWhyAnInputEndedBeforeItsEnd) {
  std::vector<SeedInput> inputs;
  inputs.push_back(SeedInput::stdin_stream(9999));
  inputs.push_back(SeedInput::arguments({"http://a/"}));
  SeedReader seeds(std::move(inputs));
  EXPECT_EQ(all(seeds), (Lines{"argv:1 http://a/"}));
  ASSERT_TRUE(seeds.error());
  EXPECT_EQ(seeds.error()->message, "cannot read stdin: Bad file descriptor");
}

TEST_F(SeedReaderTest, HoldsALongLineOnlyInPart) {
  std::string text(100'000'000, 'x');
  text += "\nhttp://next/\n";
  const std::string path = write("long", text);
  std::string().swap(text);
  SeedReader seeds = read_file(path);
  EXPECT_EQ(all(seeds),
            (Lines{path + ":1: bad_url", path + ":2 http://next/"}));
}

class SeedPipeTest : public SeedReaderTest {
 protected:
  SeedPipeTest() {
    EXPECT_EQ(pipe(ends_.data()), 0);
    std::vector<SeedInput> inputs;
    inputs.push_back(SeedInput::stdin_stream(ends_[0]));
    inputs.push_back(SeedInput::arguments({"http://last/"}));
    seeds_.emplace(std::move(inputs));
  }
  ~SeedPipeTest() override {
    close_writer();
    close(ends_[0]);
  }

  void type(std::string_view text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  void close_writer() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

  std::array<int, 2> ends_{};
  std::optional<SeedReader> seeds_;
};

TEST_F(SeedPipeTest, GivesALineAsSoonAsItIsThere) {
  auto reader = spawn([this] { return said(*seeds_->next()); });
  yield();
  EXPECT_FALSE(reader.ready());
  type("http://a/\nhttp://b");
  EXPECT_EQ(reader.get(), "stdin:1 http://a/");
  close_writer();
  EXPECT_EQ(all(*seeds_), (Lines{"stdin:2 http://b/", "argv:1 http://last/"}));
}

TEST_F(SeedPipeTest, IsNotReadAnyFurtherWhenOnlyTheCertainIsWanted) {
  type("http://a/\nhttp://b/\nhttp://half");
  EXPECT_EQ(said(*seeds_->next()), "stdin:1 http://a/");
  seeds_->finite_only();
  EXPECT_EQ(all(*seeds_), (Lines{"stdin:2 http://b/", "argv:1 http://last/"}));
}

TEST_F(SeedPipeTest, LosesNothingWhenItsReaderIsKilled) {
  auto reader = spawn([this] { seeds_->next(); });
  yield();
  reader.kill();
  type("http://a/\n");
  EXPECT_EQ(said(*seeds_->next()), "stdin:1 http://a/");
}

}  // namespace
}  // namespace gfetch::crawl
