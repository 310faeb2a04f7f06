// Tests the link check with real manuals from Debian packages, in which the
// test breaks some links, served by nginx. gfetch's findings must equal those
// of an independent script that reads the files.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/document_tree.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

namespace fs = std::filesystem;
using Lines = std::set<std::string>;

/// Returns a command with a time limit for a whole manual, which is slow under
/// a sanitizer.
Command with_patience() {
  return {.patience = std::chrono::minutes(10)};
}

void append_to(const fs::path& file, std::string_view text) {
  std::string page = read_file(file);
  const std::size_t end = std::min(page.rfind("</body>"), page.size());
  page.insert(end, text);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << page;
}

class DocumentTrees : public testing::TestWithParam<DocumentTree> {
 protected:
  void SetUp() override {
    const DocumentTree& tree = GetParam();
    const auto installed = find(tree);
    if (!installed) GTEST_SKIP() << "no package " << tree.package;
    if (!Nginx::available()) GTEST_SKIP() << "no nginx";
    fs::copy(*installed, folder_, fs::copy_options::recursive);
    plant();
    nginx_ = std::make_unique<Nginx>(folder_);
    base_ = nginx_->url("/folder/");
    const Finished said =
        run({.args = {"python3", E2E_SOURCES "/link_truth.py", folder_.string(),
                      base_, std::string(tree.start)},
             .patience = std::chrono::minutes(10)});
    truth_ = Json::parse(said.out);
    ASSERT_TRUE(truth_) << said;
  }

  /// Adds broken links to every seventh page.
  void plant() {
    std::vector<fs::path> pages;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.path().extension() == ".html" && entry.is_regular_file()) {
        pages.push_back(entry.path());
      }
    }
    std::ranges::sort(pages);
    for (std::size_t i = 0; i < pages.size(); i += 7) {
      append_to(pages[i], "<p>\n<a href=\"planted/" + std::to_string(i) +
                              ".html?a=1&amp;b=2\">gone</a>\n"
                              "<a href=#planted-anchor>nowhere</a>\n"
                              "<img src='planted.png' alt=image></p>\n");
    }
  }

  std::string start() const { return base_ + std::string(GetParam().start); }

  Lines pages() const {
    Lines urls;
    for (const Json& page : (*truth_)["pages"].items())
      urls.insert(page.text());
    return urls;
  }

  Lines broken() const {
    Lines lines;
    for (const Json& link : (*truth_)["broken"].items()) {
      lines.insert(link[0].text() + ' ' + link[1].dump() + ' ' +
                   link[2].text() + ' ' + link[3].text());
    }
    return lines;
  }

  TempDir dir_;
  fs::path folder_ = dir_.path() / "tree";
  std::unique_ptr<Nginx> nginx_;
  std::string base_;
  std::optional<Json> truth_;
};

TEST_P(DocumentTrees, AreCrawledWhole) {
  const Finished finished = gfetch(
      {"crawl", "-q", "-f", "jsonl", "--fields", "url,outcome", "--assets",
       "--delay", "0", "--host-concurrency", "8", "--depth", "1000", start()},
      with_patience());
  Lines fetched;
  for (const Json& record : finished.records()) {
    if (record["outcome"].text() == "fetched") {
      const std::string url = record["url"].text();
      fetched.insert(url.substr(0, url.find('#')));
    }
  }
  const Lines truth = pages();
  EXPECT_GT(truth.size(), 10U);
  EXPECT_EQ(fetched, truth);
}

TEST_P(DocumentTrees, HaveExactlyTheseBrokenLinks) {
  const Finished finished =
      gfetch({"check", "-q", "-f", "jsonl", "--delay", "0",
              "--host-concurrency", "8", "--depth", "1000", start()},
             with_patience());
  EXPECT_EQ(finished.exit_code, 1);
  Lines found;
  for (const Json& finding : finished.records()) {
    if (finding["verdict"].text() != "broken") continue;
    found.insert(finding["page"].text() + ' ' + finding["line"].dump() + ' ' +
                 finding["url"].text() + ' ' + finding["error_kind"].text());
  }
  const Lines truth = broken();
  EXPECT_GE(truth.size(), 3U);
  EXPECT_EQ(found, truth);
}

INSTANTIATE_TEST_SUITE_P(Of, DocumentTrees, testing::ValuesIn(kDocumentTrees),
                         [](const auto& tree) {
                           std::string name(tree.param.package);
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace gfetch::test
